namespace Kubrick.Recordings.Documents;

/// <summary>Recordings whose upload was recovered without its first part. Nothing can play them, and they may be all that is left of the end.</summary>
internal static class MissingStart
{
    /// <summary>Why such a recording is an error.</summary>
    public const string Reason = "The beginning of the recording did not arrive, and without it the rest cannot be played. What arrived is stored.";

    /// <summary>Whether what is stored lacks its beginning: another upload gets a key of its own, and replaces nothing. Its start clears the reason.</summary>
    public static bool IsWithoutStart(this Recording recording) => recording is { LibraryStatus: RecordingStatus.Error or RecordingStatus.Uploading, FileBytes: > 0, ErrorReason: Reason };
}
