using Kubrick.Contracts.Recordings;
using Kubrick.Storage;
using Kubrick.Uploads.Sessions;
using MassTransit;

namespace Kubrick.Uploads.Deletion;

/// <summary>
/// Aborts the open upload of a deleted recording, and removes the video if the upload was completed during the deletion. Idempotent.
/// </summary>
internal sealed partial class UploadAbortConsumer(StoragePlaces places, ILogger<UploadAbortConsumer> logger)
    : IConsumer<RecordingDeleted>
{
    /// <summary>The name of its queue. Queues outlive versions: it must not change with the class.</summary>
    public const string Queue = "kubrick.uploads-recording-deleted";

    public Task Consume(ConsumeContext<RecordingDeleted> context) => AbortAsync(context.Message, context.CancellationToken);

    public async Task AbortAsync(RecordingDeleted deleted, CancellationToken cancellationToken)
    {
        if (deleted.StorageKey is not { } key)
        {
            return;
        }

        if (places.Find(deleted.Provider, deleted.Bucket) is not { } place)
        {
            // Recordings removes the objects when the settings are there again, and the upload expires.
            LogUnreachable(deleted.RecordingId);
            return;
        }

        try
        {
            if (deleted.UploadId is { } uploadId)
            {
                await place.Uploads.AbortAsync(new UploadSession(key, uploadId, PartSizes.Default, ExpiresAt: null), cancellationToken);
                LogAborted(deleted.RecordingId);
            }

            await place.Remover.DeleteAsync(key, cancellationToken);
        }
        catch (StorageException exception) when (places.HaveLost(place, exception))
        {
            // The same: it refuses access, or its bucket is gone.
            LogUnreachable(deleted.RecordingId);
        }
    }

    [LoggerMessage(LogLevel.Information, "Upload aborted: recording {RecordingId} was deleted")]
    private partial void LogAborted(string recordingId);

    [LoggerMessage(LogLevel.Warning, "Upload not aborted: the storage of the deleted recording {RecordingId} cannot be reached")]
    private partial void LogUnreachable(string recordingId);
}
