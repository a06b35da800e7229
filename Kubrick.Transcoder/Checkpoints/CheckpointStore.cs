using Kubrick.Storage;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>Reads and writes checkpoints.</summary>
/// <remarks>Every member throws <see cref="StorageException"/> when the storage fails.</remarks>
internal sealed partial class CheckpointStore(IObjectReader reader, IObjectWriter writer, IObjectRemover remover, StorageKeys keys, ILogger<CheckpointStore> logger)
{
    private const long MaxBytes = 64 << 20;

    /// <summary>Reads a stream's checkpoint: an empty one when it cannot be parsed, null when there is none.</summary>
    public async Task<Checkpoint?> FindAsync(string recordingId, CancellationToken cancellationToken)
    {
        var stream = await reader.OpenReadAsync(keys.Checkpoint(recordingId), 0, MaxBytes, cancellationToken);
        if (stream is null)
        {
            return null;
        }

        await using (stream)
        {
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellationToken);
            if (CheckpointJson.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) is { } checkpoint)
            {
                return checkpoint;
            }

            // The stream is transcoded again from its first chunk, which loses time only. Null could mean that the stream is finished.
            LogUnreadable(recordingId);
            return new Checkpoint();
        }
    }

    public Task SaveAsync(string recordingId, Checkpoint checkpoint, CancellationToken cancellationToken) =>
        writer.PutAsync(keys.Checkpoint(recordingId), CheckpointJson.Write(checkpoint), "application/json", CacheRules.Playlist, cancellationToken);

    public Task RemoveAsync(string recordingId, CancellationToken cancellationToken) => remover.DeleteAsync(keys.Checkpoint(recordingId), cancellationToken);

    [LoggerMessage(LogLevel.Error, "Checkpoint unreadable: stream {RecordingId} is transcoded again from its start")]
    private partial void LogUnreadable(string recordingId);
}

/// <summary>The checkpoint of the stream that this worker owns. Changes are made one after the other, and each is stored before it counts.</summary>
internal sealed class CheckpointKeeper(OwnedStream stream, Checkpoint first, CheckpointStore store) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>The checkpoint as it is stored.</summary>
    public Checkpoint Current { get; private set; } = first;

    /// <summary>Changes the checkpoint and stores it.</summary>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task UpdateAsync(Func<Checkpoint, Checkpoint> change, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var changed = change(Current);
            await stream.Retry.RunAsync(cancel => SaveAsync(changed, cancel), cancellationToken);
            Current = changed;
            stream.Progress.Stored = (changed.Segments.Count, changed.BytesUploaded);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private async Task SaveAsync(Checkpoint changed, CancellationToken cancellationToken)
    {
        await stream.Fence.CheckAsync(cancellationToken);
        await store.SaveAsync(stream.Id, changed, cancellationToken);
    }
}
