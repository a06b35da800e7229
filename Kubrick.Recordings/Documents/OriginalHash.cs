namespace Kubrick.Recordings.Documents;

/// <summary>Compares what a recorder hashed with what processing read from the storage, whichever of the two is known first.</summary>
internal static class OriginalHash
{
    /// <summary>Why a recording is in <c>error</c> then.</summary>
    public const string Different = "The stored video differs from what was recorded: its SHA-256 is another.";

    /// <summary>The SHA-256 of the stored file as far as the server knows it: processing has computed it, or it was compared. Null while it is only claimed.</summary>
    public static string? KnownSha256(this Recording recording) => recording.StoredSha256 ?? (recording.Sha256Verified ? recording.Sha256 : null);

    /// <summary>The recording with the SHA-256 that its uploader claims. Once compared it is never replaced.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="claim">The claim; null for none.</param>
    /// <param name="isCompared">Whether the storage has compared it, and found it equal.</param>
    /// <param name="isOwn">
    /// Whether it comes from the upload that stored the file. What somebody claims later may be wrong, and the stored file is still the same: it is noted, and believed only if it
    /// turns out to be right.
    /// </param>
    public static Recording Claim(this Recording recording, string? claim, bool isCompared, bool isOwn) => claim switch
    {
        null => recording,
        _ when claim == recording.KnownSha256() || (isCompared && !recording.Sha256Verified) => recording.Verify(claim),
        _ when recording.Sha256Verified || claim == recording.Sha256 => recording,
        _ => isOwn ? recording with { Sha256 = claim } : recording with { LateSha256 = claim },
    };

    /// <summary>The recording, of whose stored file processing has computed the SHA-256.</summary>
    public static Recording WithStoredSha256(this Recording recording, string sha256)
    {
        var known = recording with { StoredSha256 = sha256 };
        return recording.Sha256 == sha256 || (recording.Sha256 is null && recording.LateSha256 == sha256) ? known.Verify(sha256) : known;
    }

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

    private static Recording Verify(this Recording recording, string sha256) => recording with
    {
        Sha256 = sha256,
        Sha256Verified = true,
        LateSha256 = recording.LateSha256 == sha256 ? null : recording.LateSha256,
    };
}
