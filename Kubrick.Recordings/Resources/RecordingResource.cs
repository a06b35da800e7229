namespace Kubrick.Recordings.Resources;

/// <summary>A recording as a JSON:API resource.</summary>
/// <param name="Type">Always <c>recordings</c>.</param>
/// <param name="Id">24 hex digits.</param>
/// <param name="Attributes">What clients are told.</param>
internal sealed record RecordingResource(string Type, string Id, RecordingAttributes Attributes);
