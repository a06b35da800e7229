using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Recordings.Documents;

/// <summary>What a legal hold keeps.</summary>
internal static class LegalHolds
{
    /// <summary>
    /// Whether something is stored of a recording that is under a legal hold: nobody may replace it. The first upload of one may still be completed; the first system stored the
    /// declared size before it.
    /// </summary>
    public static bool IsHeld(this Recording recording) =>
        recording is { LegalHold: true } and ({ Earlier: not null } or ({ FileBytes: > 0 } and not { Status: RecordingStatus.Uploading, StoredVersion: null, Recovered: false }));

    /// <summary>The answer to a request that would replace what a hold keeps.</summary>
    public static ApiErrorResult Refuse() => ApiErrors.Conflict("The recording is under a legal hold: its stored video must not be replaced.");
}
