namespace Kubrick.Recordings.Recordings;

/// <summary>A JSON:API document of one recording.</summary>
internal sealed record RecordingDocument(RecordingResource Data);
