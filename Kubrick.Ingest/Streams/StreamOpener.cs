using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Recordings;
using Kubrick.Ingest.Telemetry;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.StreamLogs;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Streams;

/// <summary>Starts streams, and lets recorders come back to them.</summary>
internal sealed partial class StreamOpener(
    RecordingsClient recordings,
    ChunkLogs logs,
    BrokerLeases leases,
    TranscodeQueue workers,
    StreamEvents events,
    IngestTelemetry telemetry,
    IOptions<IngestOptions> options,
    TimeProvider clock,
    ILogger<StreamOpener> logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BrokerPatience = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BrokerPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Opens the stream of a recording. The worker's message is safe with the broker, and everybody told, when this returns.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="demand">What is asked for.</param>
    /// <param name="answer">Answers those who ask the holder of the lease.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<OpenedStream>> OpenAsync(
        string recordingId, StreamDemand demand, Func<string, CancellationToken, Task<string>> answer, CancellationToken cancellationToken)
    {
        using var activity = telemetry.Begin("open stream", recordingId);
        if (!(await recordings.BeginAsync(recordingId, cancellationToken)).Is(out var ticket, out var refusal))
        {
            return refusal;
        }

        using var opening = new StreamOpening(IngestOptions.StartPatience + options.Value.TakeoverPatience, answer, clock, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(opening.Ended, cancellationToken);
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await TryOpenAsync(ticket, demand, opening, end.Token);
            }
            catch (Exception exception) when (!end.IsCancellationRequested && clock.GetElapsedTime(began) < BrokerPatience)
            {
                // A broker that was lost, or is just starting, has a new connection or its logs in a moment.
                LogAgain(recordingId, exception);
            }
            catch (Exception exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                LogFailed(recordingId, exception);
                return ApiErrors.Unavailable("The stream cannot be started at the moment; try again shortly.");
            }

            await Task.Delay(BrokerPause, clock, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Result<OpenedStream>> TryOpenAsync(StreamTicket ticket, StreamDemand demand, StreamOpening opening, CancellationToken cancellationToken)
    {
        var recordingId = ticket.RecordingId;
        if (demand == StreamDemand.New && await logs.IsBegunAsync(recordingId, cancellationToken))
        {
            return ApiErrors.Conflict("The stream of this recording was started already.");
        }

        var session = await AcquireAsync(recordingId, demand, opening, cancellationToken);
        if (session is null)
        {
            // Who takes over is the same recorder: its own older connection, or the start of it, is slow to go, and will.
            return demand == StreamDemand.TakeOver
                ? ApiErrors.Unavailable("The older connection of this recording has not let go of it yet; try again shortly.")
                : ApiErrors.Conflict("This recording is being published by another connection.");
        }

        try
        {
            if (Refuse(session.Tail, demand) is { } conflict)
            {
                await session.DisposeAsync();
                return conflict;
            }

            // From here a client that leaves stops nothing: an opened log has to be announced.
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

    private static ApiErrorResult? Refuse(LogTail tail, StreamDemand demand) =>
        tail.IsOver ? ApiErrors.Conflict("The stream of this recording is over.")
        : demand == StreamDemand.New && (tail.IsAnnounced || tail.HasData) ? ApiErrors.Conflict("The stream of this recording runs already.")
        : null;

    /// <summary>Takes the lease, after asking its holder for it where that is wanted; null where somebody keeps it.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="demand">What is asked for.</param>
    /// <param name="opening">What it belongs to; a try that was begun ends with it, which a client that leaves does not end.</param>
    /// <param name="cancellationToken">Gives up between the tries.</param>
    private async Task<ChunkLogSession?> AcquireAsync(string recordingId, StreamDemand demand, StreamOpening opening, CancellationToken cancellationToken)
    {
        var askedAt = clock.GetTimestamp();
        while (true)
        {
            if (await logs.TryOpenAsync(recordingId, isNew: true, isPublished: demand != StreamDemand.New, opening.AnswerAsync, opening.Ended) is { } session)
            {
                return session;
            }

            var question = demand switch
            {
                StreamDemand.TakeOver => LeaseMessages.Yield,
                StreamDemand.Publish => LeaseMessages.Start(clock.GetElapsedTime(askedAt)),
                _ => LeaseMessages.Hold,
            };

            // No answer, or one that it is leaving: the lease will be free, or its holder is dead and the broker about to notice.
            var said = await leases.AskAsync(LogNames.PublisherLease(recordingId), question, AnswerPatience, cancellationToken);
            if ((said == LeaseMessages.Holding && demand != StreamDemand.TakeOver) || clock.GetElapsedTime(askedAt) >= options.Value.TakeoverPatience)
            {
                return null;
            }

            await Task.Delay(RetryPause, clock, cancellationToken);
        }
    }

    private async Task AnnounceAsync(StreamTicket ticket, ChunkLogSession session, CancellationToken cancellationToken)
    {
        var tail = session.Tail;
        var now = clock.GetUtcNow();
        if (!tail.HasData)
        {
            // Whoever opened it before may have died before saying so; both may come twice.
            var startedAt = tail.OpenedAt ?? now;
            await workers.SendAsync(
                new TranscodeStream(ticket.RecordingId, ticket.CreatedAt, ticket.StorageSequence, ticket.MimeType, ticket.Quality, startedAt), cancellationToken);
            await events.PublishAsync(new StreamStarted(ticket.RecordingId, startedAt, ticket.Title, ticket.RecorderName, ticket.Quality), cancellationToken);
            await logs.MarkAnnouncedAsync(session, cancellationToken);
        }

        if (tail.WasOpened || tail.HasData)
        {
            await events.PublishAsync(new StreamResumed(ticket.RecordingId, now), cancellationToken);
        }
    }

    /// <summary>Lets go of a stream that was not announced. A log of nobody else's is removed with it: nothing would ever end it. Whoever takes over goes on with it.</summary>
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
            // It stays, not announced: the next start announces it.
            LogKept(recordingId, exception);
        }

        await session.DisposeAsync();
    }

    [LoggerMessage(LogLevel.Information, "The stream {RecordingId} was opened; its next frame is {Sequence}")]
    private partial void LogOpened(string recordingId, long sequence);

    [LoggerMessage(LogLevel.Information, "The stream {RecordingId} could not be opened yet; it is tried again")]
    private partial void LogAgain(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The stream {RecordingId} could not be opened")]
    private partial void LogFailed(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The empty log of the stream {RecordingId} could not be removed; the next start goes on with it")]
    private partial void LogKept(string recordingId, Exception exception);
}
