using Kubrick.StreamLogs;

namespace Kubrick.Ingest.Publishing;

/// <summary>The right and the way to append to one chunk log, on one connection to the broker.</summary>
internal sealed class ChunkLogSession(BrokerLease lease, StreamLogWriter writer, long openRecord, LogTail tail, bool isPublished) : IAsyncDisposable
{
    private readonly CancellationTokenSource lost = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, writer.Lost);

    /// <summary>What the log held before this session.</summary>
    public LogTail Tail => tail;

    /// <summary>Whether a recorder is there, whose frames follow.</summary>
    public bool IsPublished => isPublished;

    public StreamLogWriter Writer => writer;

    /// <summary>The number that the session's own last record before the first frame has with the writer.</summary>
    public long OpenRecord { get; private set; } = openRecord;

    /// <summary>Cancelled when either is lost.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Appends a record of the session's own, before there is a frame, and waits until it is durable.</summary>
    public async Task AppendOwnAsync(IDictionary<string, object?> headers, CancellationToken cancellationToken)
    {
        var number = await writer.AppendAsync(headers, ReadOnlyMemory<byte>.Empty, cancellationToken);
        await writer.WhenConfirmedAsync(number, cancellationToken);
        OpenRecord = number;
    }

    /// <summary>Gives both back: first the way, so that nothing of ours comes behind the next holder's records.</summary>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await lease.DisposeAsync();
        lost.Dispose();
    }
}
