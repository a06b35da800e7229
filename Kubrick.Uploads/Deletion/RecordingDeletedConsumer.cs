using Kubrick.Contracts.Recordings;
using Kubrick.Storage;
using MassTransit;

namespace Kubrick.Uploads.Deletion;

/// <summary>
/// Aborts the upload that a deleted recording may still have open, and removes the video if it was completed while the recording was
/// being deleted. Doing it again changes nothing.
/// </summary>
internal sealed partial class RecordingDeletedConsumer(IResumableUploads uploads, IObjectRemover objects, ILogger<RecordingDeletedConsumer> logger)
    : IConsumer<RecordingDeleted>
{
    public async Task Consume(ConsumeContext<RecordingDeleted> context)
    {
        var deleted = context.Message;
        if (deleted.StorageKey is not { } key)
        {
            return;
        }

        if (deleted.UploadId is { } uploadId)
        {
            await uploads.AbortAsync(new UploadSession(key, uploadId, ChunkSizes.Default, ExpiresAt: null), context.CancellationToken);
            LogAborted(deleted.RecordingId);
        }

        await objects.DeleteAsync(key, context.CancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Aborted the upload of the deleted recording {RecordingId}")]
    private partial void LogAborted(string recordingId);
}
