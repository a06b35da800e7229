using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Recordings.Uploads;

/// <summary>What becomes of a recording whose storage is lost before its upload was complete.</summary>
internal static class LostUpload
{
    /// <summary>Why, in one sentence for people.</summary>
    public const string Reason = "The upload was not completed in time, and the storage that has what arrived of it cannot be reached.";

    /// <summary>
    /// Ends the upload, and keeps its session and what it would replace: nothing that arrived is released, and the reconciler completes it if the storage can be reached again. Where
    /// another original of the recording takes its place, the session is forgotten.
    /// </summary>
    public static Result<Recording> End(Recording recording, DateTimeOffset at)
    {
        if (!UploadDecisions.Abort(recording, at, Reason).Is(out var ended, out var error))
        {
            return error;
        }

        var isSame = ended.StorageKey == recording.StorageKey && ended.StorageProvider == recording.StorageProvider && ended.StorageBucket == recording.StorageBucket;
        return isSame && ended.LibraryStatus == RecordingStatus.Error && recording.Settle(RecordingStatus.Error, at) is { } lost
            ? lost with { ErrorReason = Reason, LostAt = at }
            : ended;
    }
}
