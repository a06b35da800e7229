using Kubrick.Storage;
using Kubrick.Transcoder.Archive;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Deletion;

/// <summary>Removes everything that the stream of a deleted recording left: logs, segments, playlist, checkpoint, and the archive or its unfinished upload.</summary>
internal sealed partial class StreamEraser(
    CheckpointStore checkpoints, StorageRetryFactory retries, ArchiveStorage archives, IObjectRemover remover, StorageKeys keys, LogRemoval removal, ILogger<StreamEraser> logger)
{
    /// <summary>Schedules the removal of the stream's logs and removes its objects.</summary>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task EraseAsync(string recordingId, CancellationToken cancellationToken)
    {
        await removal.ScheduleAsync(recordingId, isDeleted: true, cancellationToken);
        await EraseObjectsAsync(recordingId, cancellationToken);
    }

    /// <summary>Removes the stream's objects from the storage.</summary>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task EraseObjectsAsync(string recordingId, CancellationToken cancellationToken)
    {
        var retry = retries.Create(recordingId, new StreamProgress());
        var checkpoint = await retry.RunAsync(cancel => checkpoints.FindAsync(recordingId, cancel), cancellationToken);
        if (checkpoint?.Archive is { } archive)
        {
            await archives.DiscardAsync(retry, archive, cancellationToken);
        }

        await retry.RunAsync(cancel => remover.DeletePrefixAsync(keys.StreamPrefix(recordingId), cancel), cancellationToken);
        LogErased(recordingId);
    }

    [LoggerMessage(LogLevel.Information, "Stream erased: the recording {RecordingId} was deleted")]
    private partial void LogErased(string recordingId);
}
