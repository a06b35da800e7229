using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Publishing;

/// <summary>Opens chunk logs to append to.</summary>
internal sealed class ChunkLogs(StreamLogClient logs, BrokerLeases leases, IOptions<IngestOptions> options, TimeProvider clock)
{
    /// <summary>Frames may be large, and few of them are looked at.</summary>
    private const ushort Prefetch = 4;

    /// <summary>A broker that is half dead may answer one question and not the next.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>How long a look into a log waits for records that may not be there.</summary>
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(1);

    /// <summary>Less than a publisher's own window: what waits behind it is sent again after a loss.</summary>
    private readonly StreamLogWindow window = StreamLogWindow.Default with { ConfirmTimeout = options.Value.BrokerPatience };

    public Task<bool> ExistsAsync(string recordingId, CancellationToken cancellationToken) => logs.ExistsAsync(LogNames.ChunkLog(recordingId), cancellationToken);

    /// <summary>Whether a stream is known to be under way, or over. It only looks: a worker would take a record for a sign of life.</summary>
    public async Task<bool> IsBegunAsync(string recordingId, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LookPatience, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await using var reader = await logs.OpenReaderAsync(LogNames.ChunkLog(recordingId), StreamLogStart.First, Prefetch, end.Token);
            await foreach (var record in reader.ReadAsync(end.Token))
            {
                if (Add(LogTail.Empty, record) is { IsAnnounced: true } or { HasData: true } or { IsOver: true })
                {
                    return true;
                }
            }
        }
        catch (Exception exception) when (exception is StreamLogMissingException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Nothing there, or nothing more.
        }

        return false;
    }

    /// <summary>Notes in the log that everybody has been told of its stream.</summary>
    public Task MarkAnnouncedAsync(ChunkLogSession session, CancellationToken cancellationToken) =>
        session.AppendOwnAsync((OwnHeader(session.IsPublished) with { IsAnnounced = true }).ToHeaders(), cancellationToken);

    /// <summary>Removes a log, as far as the broker answers.</summary>
    public async Task DeleteAsync(string recordingId)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        await logs.DeleteAsync(LogNames.ChunkLog(recordingId), patience.Token);
    }

    /// <summary>Takes the publisher's lease, writes <c>open</c> and finds out what the log held before; null where somebody has the lease.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="isNew">Whether to make the log where there is none.</param>
    /// <param name="isPublished">Whether a recorder is there, whose frames follow.</param>
    /// <param name="answer">Answers those who ask the holder of the lease.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StreamLogMissingException">There is no such log.</exception>
    public async Task<ChunkLogSession?> TryOpenAsync(
        string recordingId, bool isNew, bool isPublished, Func<string, CancellationToken, Task<string>> answer, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        return await TryOpenInTimeAsync(recordingId, isNew, isPublished, answer, end.Token);
    }

    private async Task<ChunkLogSession?> TryOpenInTimeAsync(
        string recordingId, bool isNew, bool isPublished, Func<string, CancellationToken, Task<string>> answer, CancellationToken cancellationToken)
    {
        var lease = await leases.TryAcquireAsync(LogNames.PublisherLease(recordingId), answer, cancellationToken);
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
                await logs.DeclareAsync(name, StreamLogRetention.Everything, cancellationToken);
            }

            writer = await logs.OpenWriterAsync(name, window, cancellationToken);
            var tail = await ReadTailAsync(writer, isPublished, cancellationToken);
            return new ChunkLogSession(lease, writer, writer.Confirmed, tail, isPublished);
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

    private async Task<LogTail> ReadTailAsync(StreamLogWriter writer, bool isPublished, CancellationToken cancellationToken)
    {
        var tail = LogTail.Empty;
        long? oldest = null;
        await foreach (var record in logs.ReadToOwnRecordAsync(writer, OwnHeader(isPublished).ToHeaders(), StreamLogStart.Last, Prefetch, cancellationToken))
        {
            oldest ??= record.Offset;
            tail = Add(tail, record);
        }

        return await LookFurtherBackAsync(writer.Name, tail, oldest ?? 0, cancellationToken);
    }

    /// <summary>The last batch may hold nothing but the <c>open</c> of publishers that sent nothing.</summary>
    private async Task<LogTail> LookFurtherBackAsync(string name, LogTail tail, long oldest, CancellationToken cancellationToken)
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

    private ChunkHeader OwnHeader(bool isPublished) => isPublished ? ChunkHeader.Claim(clock.GetUtcNow()) : ChunkHeader.Probe(clock.GetUtcNow());

    private static LogTail Add(LogTail tail, StreamLogRecord record) => ChunkHeader.Read(record.Headers) is { } header ? tail.With(header) : tail;
}
