namespace Kubrick.Recordings.Resources;

/// <summary>A JSON:API document of one recording.</summary>
internal sealed record RecordingDocument(RecordingResource Data);
