using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Telemetry;
using Kubrick.Storage;
using MongoDB.Bson;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Finishes a video that the first system left in <c>processing</c>. Its file becomes <c>ready</c> if it begins like a video; without a file it becomes <c>error</c>, when nobody can send it any more.
/// </summary>
internal sealed partial class UnprocessedVideoRepair(RecordingStore store, PlaceSearch places, UploadDeadlines deadlines, StoredVideo videos, ILogger<UnprocessedVideoRepair> logger)
{
    /// <summary>Repairs one recording if it can. Safe to repeat, also on several replicas at once.</summary>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task RepairAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (await places.FindAsync(recording, recording.StorageKey, cancellationToken) is not { } place)
        {
            // Its objects are, or may be, in a storage whose settings are not there.
            return;
        }

        var found = recording.StorageKey is { } key ? await place.Reader.FindAsync(key, cancellationToken) : null;
        var stored = found is { Length: > 0 } ? found : null;
        if (stored is null && !deadlines.IsExpired(recording))
        {
            return;
        }

        string? mimeType = null;
        if (stored is not null && (mimeType = await videos.CheckAsync(recording, place, stored, cancellationToken)) is null)
        {
            return;
        }

        bool? hasThumbnail = recording.ThumbnailKey is { } thumbnail ? await place.Reader.FindAsync(thumbnail, cancellationToken) is not null : null;
        using var work = BackgroundWork.Start("upload repair");
        var changed = await store.ChangeAsync(
            recording.Id,
            newest => newest.Version != recording.Version ? ApiErrors.Conflict("The recording was changed in the meantime.")
                : stored is null ? Fail(newest, store.Now())
                : UploadCompletions.Complete(
                    newest, StoredVideo.Describe(new UploadCompletion(stored.Key, stored.Length, Duration: null, hasThumbnail), newest, place, stored, mimeType!), store.Now()),
            cancellationToken);
        if (changed.Is(out var finished, out _))
        {
            LogFinished(finished.Id, WireNames<RecordingStatus>.Of(finished.Status), stored?.Length);
        }
    }

    private static Result<Recording> Fail(Recording recording, DateTimeOffset at) =>
        recording.Settle(RecordingStatus.Error, at) is { } failed
            ? failed with { ErrorReason = "The recording was not finished, and its file is not stored." }
            : ApiErrors.Conflict("The recording was finished in the meantime.");

    [LoggerMessage(LogLevel.Warning, "Upload repair: unprocessed video {RecordingId} set to '{Status}', {Bytes} bytes are stored")]
    private partial void LogFinished(ObjectId recordingId, string status, long? bytes);
}
