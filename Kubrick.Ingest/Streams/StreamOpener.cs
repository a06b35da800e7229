using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Events;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Telemetry;
using Kubrick.Ingest.Tickets;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Streams;

/// <summary>Starts streams, and resumes them when their recorders return.</summary>
internal sealed partial class StreamOpener(
    StreamTicketClient tickets,
    ChunkLogs logs,
    TranscodeQueue workers,
    StreamEventPublisher events,
    IngestTelemetry telemetry,
    IOptions<IngestOptions> options,
    TimeProvider clock,
    ILogger<StreamOpener> logger)
{
    private static readonly TimeSpan LeaseRetryDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BrokerTimeout = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BrokerRetryDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Opens the stream of a recording. The broker has the worker's message, and the start was published, when this returns.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="demand">What the start asks for.</param>
    /// <param name="answer">Answers requests to the owner of the lease.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    public async Task<Result<OpenedStream>> OpenAsync(
        string recordingId, StreamDemand demand, Func<string, CancellationToken, Task<string>> answer, CancellationToken cancellationToken)
    {
        using var activity = telemetry.Start("open stream", recordingId);
        if (!(await tickets.RequestAsync(recordingId, cancellationToken)).Is(out var ticket, out var refusal))
        {
            return refusal;
        }

        using var opening = new StreamOpening(IngestOptions.StartTimeout + options.Value.TakeoverTimeout, answer, clock, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(opening.Ended, cancellationToken);
        var startedAt = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await TryOpenAsync(ticket, demand, opening, end.Token);
            }
            catch (Exception exception) when (!end.IsCancellationRequested && clock.GetElapsedTime(startedAt) < BrokerTimeout)
            {
                // A broker that was lost, or is starting, is expected back shortly.
                LogRetry(recordingId, exception);
            }
            catch (Exception exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                LogFailed(recordingId, exception);
                return ApiErrors.Unavailable("The stream cannot be started at the moment; try again shortly.");
            }

            await Task.Delay(BrokerRetryDelay, clock, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Result<OpenedStream>> TryOpenAsync(
        StreamTicket ticket, StreamDemand demand, StreamOpening opening, CancellationToken cancellationToken)
    {
        var recordingId = ticket.RecordingId;
        if (demand == StreamDemand.New && await logs.IsStartedAsync(recordingId, cancellationToken))
        {
            return ApiErrors.Conflict("The stream of this recording was started already.");
        }

        var session = await AcquireAsync(recordingId, demand, opening, cancellationToken);
        if (session is null)
        {
            // A takeover is by the same recorder: its older connection, or the start of it, is about to release the lease.
            return demand == StreamDemand.TakeOver
                ? ApiErrors.Unavailable("The older connection of this recording is still open; try again shortly.")
                : ApiErrors.Conflict("This recording is being published by another connection.");
        }

        try
        {
            if (Refuse(session.Tail, demand) is { } conflict)
            {
                await session.DisposeAsync();
                return conflict;
            }

            // From here on a client that disconnects cancels nothing: an opened log has to be announced.
            await AnnounceAsync(ticket, session, opening.Ended);
            LogOpened(recordingId, session.Tail.NextSequence);
            return new OpenedStream(ticket, session);
        }
        catch
        {
            await UndoAsync(recordingId, session, opening.IsYielded);
            throw;
        }
    }

    private static ApiErrorResult? Refuse(ChunkLogTail tail, StreamDemand demand) =>
        tail.IsOver ? ApiErrors.Conflict("The stream of this recording is over.")
        : demand == StreamDemand.New && (tail.IsAnnounced || tail.HasData) ? ApiErrors.Conflict("The stream of this recording is already running.")
        : null;

    /// <summary>Takes the lease, after requesting it from its owner where the start demands that; null when the owner keeps it.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="demand">What the start asks for.</param>
    /// <param name="opening">Ends an attempt that has started; a client that disconnects does not.</param>
    /// <param name="cancellationToken">Ends the wait between attempts.</param>
    private async Task<ChunkLogSession?> AcquireAsync(string recordingId, StreamDemand demand, StreamOpening opening, CancellationToken cancellationToken)
    {
        var startedAt = clock.GetTimestamp();
        while (true)
        {
            if (await logs.TryOpenAsync(recordingId, isNew: true, isPublished: demand != StreamDemand.New, opening.AnswerAsync, opening.Ended) is { } session)
            {
                return session;
            }

            var request = demand switch
            {
                StreamDemand.TakeOver => LeaseMessages.Yield,
                StreamDemand.Publish => LeaseMessages.Start(clock.GetElapsedTime(startedAt)),
                _ => LeaseMessages.Keep,
            };

            // Without a reply, or with another one, the lease is about to be free: its owner is leaving, or dead.
            var reply = await logs.AskPublisherAsync(recordingId, request, cancellationToken);
            if ((reply == LeaseMessages.Keeping && demand != StreamDemand.TakeOver) || clock.GetElapsedTime(startedAt) >= options.Value.TakeoverTimeout)
            {
                return null;
            }

            await Task.Delay(LeaseRetryDelay, clock, cancellationToken);
        }
    }

    private async Task AnnounceAsync(StreamTicket ticket, ChunkLogSession session, CancellationToken cancellationToken)
    {
        var tail = session.Tail;
        var now = clock.GetUtcNow();
        if (!tail.HasData)
        {
            // An earlier owner may have died before it announced the stream; the message and the event may be sent twice.
            var startedAt = tail.OpenedAt ?? now;
            await workers.SendAsync(
                new TranscodeStream(ticket.RecordingId, ticket.CreatedAt, ticket.StorageSequence, ticket.MimeType, ticket.Quality, startedAt), cancellationToken);
            await events.PublishAsync(new StreamStarted(ticket.RecordingId, startedAt, ticket.Title, ticket.RecorderName, ticket.Quality), cancellationToken);
            await session.MarkAnnouncedAsync(cancellationToken);
        }

        if (tail.WasOpened || tail.HasData)
        {
            await events.PublishAsync(new StreamResumed(ticket.RecordingId, now), cancellationToken);
        }
    }

    /// <summary>
    /// Releases a stream that was not announced. A log that this attempt created is deleted, because nothing would ever end it; unless another connection continues with it.
    /// </summary>
    private async Task UndoAsync(string recordingId, ChunkLogSession session, bool isYielded)
    {
        try
        {
            if (!isYielded && session.Tail is { WasOpened: false, HasData: false, IsOver: false } && !session.Lost.IsCancellationRequested)
            {
                await logs.DeleteAsync(recordingId);
            }
        }
        catch (Exception exception)
        {
            // The log stays without an announcement: the next start announces it.
            LogKept(recordingId, exception);
        }

        await session.DisposeAsync();
    }

    [LoggerMessage(LogLevel.Information, "Stream opened: {RecordingId}, next frame {Sequence}")]
    private partial void LogOpened(string recordingId, long sequence);

    [LoggerMessage(LogLevel.Information, "Stream not opened, retrying: {RecordingId}")]
    private partial void LogRetry(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Stream not opened: {RecordingId}")]
    private partial void LogFailed(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Empty log not deleted: stream {RecordingId}; the next start uses it")]
    private partial void LogKept(string recordingId, Exception exception);
}

/// <summary>What a start asks for.</summary>
internal enum StreamDemand
{
    /// <summary>A stream that does not exist yet.</summary>
    New,

    /// <summary>To publish, unless another connection does.</summary>
    Publish,

    /// <summary>To publish instead of the connection that does now.</summary>
    TakeOver,
}

/// <summary>A stream that may be appended to.</summary>
/// <param name="Ticket">What Recordings knows of it.</param>
/// <param name="Session">Appends to its log.</param>
internal sealed record OpenedStream(StreamTicket Ticket, ChunkLogSession Session);
