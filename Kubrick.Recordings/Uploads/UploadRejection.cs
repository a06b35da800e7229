using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Recordings.Uploads;

/// <summary>What becomes of a recording whose stored object is no video.</summary>
internal static class UploadRejection
{
    /// <summary>
    /// What was stored is no video. The object stays, and is known: the recording may be uploaded again, or processed by request. What was there before is replaced already; under a
    /// legal hold, what is known of it stays.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="rejected">What was stored.</param>
    /// <param name="at">Now.</param>
    /// <param name="reason">Why it is none, in one sentence for people.</param>
    public static Result<Recording> Reject(Recording recording, RejectUpload rejected, DateTimeOffset at, string reason = RejectUpload.Reason)
    {
        if (recording.StorageKey != rejected.StorageKey || recording.UploadId != rejected.UploadId
            || (recording.StorageProvider ?? rejected.Provider) != rejected.Provider || (recording.StorageBucket ?? rejected.Bucket) != rejected.Bucket
            || recording.StoredVersion?.StoredAt > rejected.StoredAt)
        {
            return ApiErrors.Conflict("Another upload was started or finished in the meantime.");
        }

        var status = recording.LibraryStatus;
        if (status == RecordingStatus.Ready && recording.IsHeld())
        {
            return FinalRefusals.Held();
        }

        var failed = status switch
        {
            RecordingStatus.Ready => recording.Reject(at),
            RecordingStatus.Uploading or RecordingStatus.Error => recording.Settle(RecordingStatus.Error, at),
            RecordingStatus.Processing when recording.PlaybackFormat == PlaybackFormat.Video => recording.Settle(RecordingStatus.Error, at),
            _ => null,
        };
        return failed is null
            ? UploadDecisions.Refuse(recording, "have its upload refused")
            : UploadDecisions.WithoutSession(failed).ForgetReplaced().ForgetProcessing().At(rejected.Provider, rejected.Bucket) with
            {
                FileBytes = rejected.FileBytes,
                StoredVersion = ObjectVersion.Of(rejected.ETag, rejected.StoredAt),
                PartHashes = null,
                DeclaredBytes = null,
                Sha256 = null,
                Sha256Verified = false,
                Recovered = false,
                MissingSeconds = null,
                RecordedSeconds = null,
                ErrorReason = reason,
            };
    }
}
