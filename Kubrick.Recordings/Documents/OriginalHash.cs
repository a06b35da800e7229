namespace Kubrick.Recordings.Documents;

/// <summary>Compares what a recorder hashed with what processing read from the storage, whichever of the two is known first.</summary>
internal static class OriginalHash
{
    /// <summary>Why a recording is in <c>error</c> then.</summary>
    public const string Different = "The stored video differs from what was recorded: its SHA-256 is another.";

    /// <summary>The recording, in <c>error</c> if its stored video is another than the one that was recorded. A stream is still played from its segments.</summary>
    public static Recording RejectIfDifferent(this Recording recording, DateTimeOffset at) =>
        recording is { PlaybackFormat: PlaybackFormat.Video, Sha256: { } claimed, Sha256Verified: false, StoredSha256: { } actual } && claimed != actual
        && recording.Reject(at) is { } rejected
            ? rejected with
            {
                ErrorReason = Different,
                // What a worker still reports of it changes nothing any more.
                Processing = rejected.Processing is { } processing ? processing with { State = ProcessingState.Failed, Reason = Different, ChangedAt = at } : null,
            }
            : recording;
}
