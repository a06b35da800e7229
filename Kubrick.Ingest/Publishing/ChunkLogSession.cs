using Kubrick.ServiceDefaults.Logs;

namespace Kubrick.Ingest.Publishing;

/// <summary>The right and the way to append to one chunk log, on one connection to the broker.</summary>
internal sealed class ChunkLogSession(BrokerLease lease, StreamLogWriter writer, long openRecord, LogTail tail) : IAsyncDisposable
{
    private readonly CancellationTokenSource lost = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, writer.Lost);

    /// <summary>What the log held before this session.</summary>
    public LogTail Tail => tail;

    public StreamLogWriter Writer => writer;

    /// <summary>The number that the session's own <c>open</c> has with the writer.</summary>
    public long OpenRecord => openRecord;

    /// <summary>Cancelled when either is lost.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Gives both back: first the way, so that nothing of ours comes behind the next holder's records.</summary>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await lease.DisposeAsync();
        lost.Dispose();
    }
}
