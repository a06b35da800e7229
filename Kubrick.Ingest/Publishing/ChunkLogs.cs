using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Publishing;

/// <summary>The chunk logs and their publisher's leases.</summary>
internal sealed class ChunkLogs(StreamLogClient logs, BrokerLeases leases, ChunkLogEnd end, IOptions<IngestOptions> options, TimeProvider clock)
{
    /// <summary>Frames may be large, and only the last few are read.</summary>
    private const ushort Prefetch = 4;

    /// <summary>Bounds an opening: a broker that fails may answer one request and not the next.</summary>
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Bounds the wait for records that the log may not contain.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Smaller than a publisher's queue, which keeps the rest.</summary>
    private readonly StreamLogWindow window = StreamLogWindow.Default with { ConfirmTimeout = options.Value.BrokerTimeout };

    public Task<bool> ExistsAsync(string recordingId, CancellationToken cancellationToken) => logs.ExistsAsync(LogNames.ChunkLog(recordingId), cancellationToken);

    /// <summary>Whether a stream was announced, has data, or is over. Appends nothing: a worker takes every record for a sign of life.</summary>
    public async Task<bool> IsStartedAsync(string recordingId, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ReadTimeout, clock);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await using var reader = await logs.OpenReaderAsync(LogNames.ChunkLog(recordingId), StreamLogStart.First, Prefetch, abandoned.Token);
            await foreach (var record in reader.ReadAsync(abandoned.Token))
            {
                if (Add(ChunkLogTail.Empty, record) is { IsAnnounced: true } or { HasData: true } or { IsOver: true })
                {
                    return true;
                }
            }
        }
        catch (Exception exception) when (exception is StreamLogMissingException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // There is no log, or it contains no more records.
        }

        return false;
    }

    /// <summary>Deletes a log, as far as the broker answers.</summary>
    public async Task DeleteAsync(string recordingId)
    {
        using var timeout = new CancellationTokenSource(OpenTimeout, clock);
        await logs.DeleteAsync(LogNames.ChunkLog(recordingId), timeout.Token);
    }

    /// <summary>Sends a request to the owner of the publisher's lease (<see cref="LeaseMessages"/>); null when there is none, or it does not reply in time.</summary>
    public Task<string?> AskPublisherAsync(string recordingId, string request, CancellationToken cancellationToken) =>
        leases.AskAsync(LogNames.PublisherLease(recordingId), request, ReplyTimeout, cancellationToken);

    /// <summary>Takes the publisher's lease, appends a claim or a probe, and reads what precedes it; null when the lease is owned already.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="isNew">Whether to create the log if it does not exist.</param>
    /// <param name="isPublished">Whether frames of a recorder follow: appends a claim, otherwise a probe.</param>
    /// <param name="answer">Answers requests to the owner of the lease.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <exception cref="StreamLogMissingException">The log does not exist.</exception>
    public async Task<ChunkLogSession?> TryOpenAsync(
        string recordingId, bool isNew, bool isPublished, Func<string, CancellationToken, Task<string>> answer, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(OpenTimeout, clock);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var lease = await leases.TryAcquireAsync(LogNames.PublisherLease(recordingId), answer, abandoned.Token);
        if (lease is null)
        {
            return null;
        }

        StreamLogWriter? writer = null;
        try
        {
            var name = LogNames.ChunkLog(recordingId);
            if (isNew)
            {
                await logs.DeclareAsync(name, StreamLogRetention.Everything, abandoned.Token);
            }

            writer = await logs.OpenWriterAsync(name, window, abandoned.Token);
            var tail = await ReadTailAsync(writer, isPublished, abandoned.Token);
            return new ChunkLogSession(lease, writer, tail, isPublished, clock);
        }
        catch
        {
            if (writer is not null)
            {
                await writer.DisposeAsync();
            }

            await lease.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the log of a stream that has no publisher, unless it is over.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="reason">Why the stream is over.</param>
    /// <param name="announce">Announces the end.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <exception cref="StreamLogMissingException">The log does not exist.</exception>
    public async Task<ChunkLogEndResult> TryEndAsync(
        string recordingId, StreamEndReason reason, Func<ChunkHeader, CancellationToken, Task> announce, CancellationToken cancellationToken)
    {
        // A broker that is slow to confirm must not make an end fail that is in the log.
        using var timeout = new CancellationTokenSource(OpenTimeout + options.Value.BrokerTimeout, clock);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        return await end.TryAppendAsync(
            recordingId,
            reason,
            LeaseMessages.Leaving,
            async (writer, cancel) => await ReadTailAsync(writer, isPublished: false, cancel) is { IsOver: false } tail ? new NextFrame(tail.NextSequence, tail.Epoch) : null,
            announce,
            abandoned.Token);
    }

    private async Task<ChunkLogTail> ReadTailAsync(StreamLogWriter writer, bool isPublished, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var own = isPublished ? ChunkHeader.Claim(now) : ChunkHeader.Probe(now);
        var tail = ChunkLogTail.Empty;
        long? oldest = null;
        await foreach (var record in logs.ReadToOwnRecordAsync(writer, own.ToHeaders(), StreamLogStart.Last, Prefetch, cancellationToken))
        {
            oldest ??= record.Offset;
            tail = Add(tail, record);
        }

        return await ReadFurtherBackAsync(writer.Name, tail, oldest ?? 0, cancellationToken);
    }

    /// <summary>The last batch may contain nothing but claims and probes.</summary>
    private async Task<ChunkLogTail> ReadFurtherBackAsync(string name, ChunkLogTail tail, long oldest, CancellationToken cancellationToken)
    {
        for (var step = 1L; oldest > 0 && !tail.HasData && !tail.IsOver; step *= 2)
        {
            var from = Math.Max(0, oldest - step);
            await using var reader = await logs.OpenReaderAsync(name, StreamLogStart.At(from), Prefetch, cancellationToken);
            await foreach (var record in reader.ReadAsync(cancellationToken))
            {
                tail = Add(tail, record);
                if (record.Offset >= oldest - 1)
                {
                    break;
                }
            }

            oldest = from;
        }

        return tail;
    }

    private static ChunkLogTail Add(ChunkLogTail tail, StreamLogRecord record) => ChunkHeader.Read(record.Headers) is { } header ? tail.With(header) : tail;
}
