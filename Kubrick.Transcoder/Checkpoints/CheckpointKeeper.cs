using Kubrick.Transcoder.Pipelines;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>One stream's checkpoint while a worker has the stream: changes come one after the other, and each is stored before it counts.</summary>
internal sealed class CheckpointKeeper(string recordingId, Checkpoint first, CheckpointStore store, StorageRetry retry, StreamProgress progress) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>How far the stream is.</summary>
    public Checkpoint Current { get; private set; } = first;

    /// <summary>Changes the checkpoint and stores it.</summary>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task UpdateAsync(Func<Checkpoint, Checkpoint> change, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var changed = change(Current);
            await retry.RunAsync(recordingId, progress, cancel => store.SaveAsync(recordingId, changed, cancel), cancellationToken);
            Current = changed;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();
}
