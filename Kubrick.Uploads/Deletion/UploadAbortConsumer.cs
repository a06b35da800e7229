using Kubrick.Contracts.Recordings;
using Kubrick.Storage;
using MassTransit;

namespace Kubrick.Uploads.Deletion;

/// <summary>
/// Aborts the open upload of a deleted recording, and removes the video if the upload was completed during the deletion. Idempotent.
/// </summary>
internal sealed partial class UploadAbortConsumer(IResumableUploads uploads, IObjectRemover objects, ILogger<UploadAbortConsumer> logger)
    : IConsumer<RecordingDeleted>
{
    /// <summary>The name of its queue. Queues outlive versions: it must not change with the class.</summary>
    public const string Queue = "kubrick.uploads-recording-deleted";

    public async Task Consume(ConsumeContext<RecordingDeleted> context)
    {
        var deleted = context.Message;
        if (deleted.StorageKey is not { } key)
        {
            return;
        }

        if (deleted.UploadId is { } uploadId)
        {
            await uploads.AbortAsync(new UploadSession(key, uploadId, PartSizes.Default, ExpiresAt: null), context.CancellationToken);
            LogAborted(deleted.RecordingId);
        }

        await objects.DeleteAsync(key, context.CancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Upload aborted: recording {RecordingId} was deleted")]
    private partial void LogAborted(string recordingId);
}
