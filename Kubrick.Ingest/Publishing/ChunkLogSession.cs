using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;

namespace Kubrick.Ingest.Publishing;

/// <summary>The publisher's lease of one chunk log and a writer to it, on one connection to the broker.</summary>
internal sealed class ChunkLogSession(BrokerLease lease, StreamLogWriter writer, ChunkLogTail tail, bool isPublished, TimeProvider clock) : IAsyncDisposable
{
    private readonly CancellationTokenSource lost = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, writer.Lost);

    /// <summary>What the log contained before this session.</summary>
    public ChunkLogTail Tail => tail;

    /// <summary>Cancelled when the lease or the writer is lost.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Whether it was lost because the broker, although reachable, confirmed nothing for too long.</summary>
    public bool HasTimedOut => writer.HasTimedOut;

    /// <summary>Whether it was lost because the broker refuses a record for its size.</summary>
    public bool IsRecordTooLarge => writer.IsRecordTooLarge;

    /// <summary>
    /// Sends a queue's records until it is closed and all of them are confirmed (true), or the session is lost; releases the session. Unconfirmed records return to the queue.
    /// </summary>
    public async Task<bool> SendAllAsync(ChunkQueue queue, Action<IReadOnlyList<QueuedChunk>> onConfirmed, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(lost.Token, cancellationToken);
        Task[] work = [SendAsync(queue, over.Token), ConfirmAsync(queue, onConfirmed, over.Token), queue.WhenDrainedAsync(over.Token)];
        await Task.WhenAny(work);
        await over.CancelAsync();
        var closing = DisposeAsync().AsTask();
        if (!writer.HasTimedOut)
        {
            await closing;
        }

        await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Confirm(queue, onConfirmed, writer.TakeConfirmed());
        queue.Requeue([.. writer.TakeUnconfirmed().Cast<QueuedChunk>()]);
        return queue.IsDrained;
    }

    /// <summary>Records that a worker was requested and the stream's start published.</summary>
    public async Task MarkAnnouncedAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var header = isPublished ? ChunkHeader.Claim(now, isAnnounced: true) : ChunkHeader.Probe(now, isAnnounced: true);
        await writer.WhenConfirmedAsync(await writer.AppendAsync(header.ToHeaders(), default, cancellationToken), cancellationToken);
    }

    /// <summary>Releases the writer before the lease, so that no record of this session follows those of the next owner.</summary>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await lease.DisposeAsync();
        lost.Dispose();
    }

    private async Task SendAsync(ChunkQueue queue, CancellationToken cancellationToken)
    {
        while (true)
        {
            var chunk = await queue.TakeAsync(cancellationToken);
            if (!await writer.TryAppendAsync(chunk.Header.ToHeaders(), chunk.Bytes, chunk, cancellationToken))
            {
                queue.Requeue([chunk]);
                return;
            }
        }
    }

    private async Task ConfirmAsync(ChunkQueue queue, Action<IReadOnlyList<QueuedChunk>> onConfirmed, CancellationToken cancellationToken)
    {
        while (true)
        {
            Confirm(queue, onConfirmed, await writer.TakeConfirmedAsync(cancellationToken));
        }
    }

    private static void Confirm(ChunkQueue queue, Action<IReadOnlyList<QueuedChunk>> onConfirmed, IReadOnlyList<object> tags)
    {
        QueuedChunk[] chunks = [.. tags.Cast<QueuedChunk>()];
        queue.Confirm(chunks);
        onConfirmed(chunks);
    }
}
