using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>One stream's checkpoint while a worker has the stream: changes come one after the other, and each is stored before it counts.</summary>
internal sealed class CheckpointKeeper(
    string recordingId, Checkpoint first, CheckpointStore store, StorageRetry retry, StreamProgress progress, WriteFence proof) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>How far the stream is.</summary>
    public Checkpoint Current { get; private set; } = first;

    /// <summary>Returns while this worker has the stream: to be called right before something is written that another worker may write.</summary>
    public Task ProveAsync(CancellationToken cancellationToken) => proof.CheckAsync(cancellationToken);

    /// <summary>Changes the checkpoint and stores it.</summary>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task UpdateAsync(Func<Checkpoint, Checkpoint> change, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var changed = change(Current);
            await retry.RunAsync(recordingId, progress, cancel => SaveAsync(changed, cancel), cancellationToken);
            Current = changed;
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
        await ProveAsync(cancellationToken);
        await store.SaveAsync(recordingId, changed, cancellationToken);
    }
}
