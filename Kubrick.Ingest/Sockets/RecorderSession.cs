using System.Net.WebSockets;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Outcomes;
using Kubrick.Ingest.Protocol;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Streams;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Sockets;

/// <summary>
/// One connection's side of the protocol (<c>docs/websocket.md</c>): what the recorder says comes in here, one message at a time; what happens to its stream
/// meanwhile, too.
/// </summary>
internal sealed partial class RecorderSession(
    SocketWriter output,
    SocketHearing hearing,
    MemoryShare memory,
    StreamOpener opener,
    StreamPublishers publishers,
    StreamOutcomes outcomes,
    StreamFollower follower,
    IOptions<IngestOptions> options,
    TimeProvider clock,
    ILogger<RecorderSession> logger)
{
    private readonly Lock gate = new();
    private RecorderStream? stream;
    private RecorderPhase phase;
    private Task starting = Task.CompletedTask;
    private Task following = Task.CompletedTask;

    public RecorderPhase Phase => starting.IsCompleted ? phase : RecorderPhase.Starting;

    /// <summary>A text message. A stop waits for a start that is being worked on: so long nothing is read from the socket.</summary>
    public async Task HandleAsync(ClientMessage message, CancellationToken cancellationToken)
    {
        if (message is StopMessage)
        {
            await starting;
        }

        if (RecorderRules.Refuse(Phase, message) is { } refusal)
        {
            await RefuseAsync(refusal);
            return;
        }

        switch (message)
        {
            case StartMessage start:
                starting = StartInOrderAsync(start, cancellationToken);
                break;
            case StopMessage:
                Stop();
                break;
            default:
                await output.ReplyAsync(ServerMessages.Pong(clock.GetUtcNow()));
                break;
        }
    }

    /// <summary>Whether a binary frame that begins now is to be kept. It waits for a start that is being worked on: so long nothing is read from the socket.</summary>
    public async ValueTask<bool> WantsFrameAsync()
    {
        await starting;
        return Phase == RecorderPhase.Live && !output.IsClosing;
    }

    /// <summary>A binary frame. It waits while the window to the broker is full, or the process has no memory for it: so long nothing is read from the socket.</summary>
    public async Task FrameAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!bytes.IsEmpty && Phase == RecorderPhase.Live)
        {
            await stream!.Publisher.AppendAsync(sequence: null, bytes, cancellationToken);
        }
    }

    /// <summary>A binary frame came that was not wanted.</summary>
    public async Task PassOverFrameAsync()
    {
        if (RecorderRules.RefuseFrame(Phase) is { } refusal)
        {
            await RefuseAsync(refusal);
        }
    }

    /// <summary>Tells the client what it did wrong.</summary>
    public async Task RefuseAsync(SocketError error)
    {
        LogRefused(stream?.RecordingId, error.Code, error.Sentence);
        await output.ReplyAsync(ServerMessages.Error(error));
    }

    /// <summary>Lets go of the stream at once: the service stops, and another replica takes it.</summary>
    public void Interrupt() => stream?.Publisher.Release();

    /// <summary>The connection is over.</summary>
    /// <param name="isNormal">Whether the client closed it with 1000: that ends a stream. Otherwise another connection may go on with it.</param>
    /// <param name="patience">How long the broker may take for the last frames.</param>
    public async Task LeaveAsync(bool isNormal, TimeSpan patience)
    {
        await starting;
        if (stream is { } left)
        {
            if (!isNormal || !left.Publisher.End(StreamEndReason.Closed))
            {
                left.Publisher.Release();
            }

            left.Publisher.GiveUpAfter(patience);
            await FinishAsync(left);
        }
    }

    /// <summary>A start, beside the reading of the socket. It never throws.</summary>
    private async Task StartInOrderAsync(StartMessage start, CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(start, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The client is gone, or the service stops.
        }
        catch (Exception exception)
        {
            LogStartFailed(start.RecordingId, exception);
            output.Close(CloseCodes.ServerError, "Something went wrong on our side; connect again.");
        }
    }

    private async Task StartAsync(StartMessage start, CancellationToken cancellationToken)
    {
        // Watched from before its start: no outcome can pass unseen.
        var watch = outcomes.Watch(start.RecordingId);
        var publisher = publishers.Create(start.RecordingId, hearing, memory);
        OpenedStream? opened = null;
        try
        {
            var demand = start.Resume ? StreamDemand.TakeOver : StreamDemand.Publish;
            if (!(await opener.OpenAsync(start.RecordingId, demand, publisher.AnswerAsync, cancellationToken)).Is(out opened, out var refusal))
            {
                await RefuseAsync(SocketError.Of(refusal));
                return;
            }
        }
        finally
        {
            if (opened is null)
            {
                watch.Dispose();
                publisher.Dispose();
            }
        }

        await GoLiveAsync(new RecorderStream(opened.Ticket, publisher, watch), opened.Session);
    }

    private async Task GoLiveAsync(RecorderStream started, ChunkLogSession session)
    {
        var before = stream;
        lock (gate)
        {
            stream = started;
            phase = RecorderPhase.Live;
        }

        started.Publisher.Start(session);
        if (before is not null)
        {
            // It is over; only its outcome may still be waited for.
            await FinishAsync(before);
        }

        if (!session.Tail.HasData)
        {
            started.FirstMedia = clock.CreateTimer(
                _ => started.Publisher.End(StreamEndReason.NoMedia, onlyIfEmpty: true), null, options.Value.FirstMediaPatience, Timeout.InfiniteTimeSpan);
        }

        following = follower.FollowAsync(started, this);
        await output.ReplyAsync(ServerMessages.Started(started.RecordingId, started.Ticket.StreamPrefix));
    }

    private async Task FinishAsync(RecorderStream left)
    {
        await left.Left.CancelAsync();
        await following;
        left.Dispose();
    }

    private void Stop()
    {
        RecorderStream stopped;
        lock (gate)
        {
            stopped = stream!;
            stopped.IsStopWanted = true;
            if (phase == RecorderPhase.Over)
            {
                if (stopped.Outcome is { } known)
                {
                    TellOutcome(stopped, known);
                }

                return;
            }

            stopped.IsStopped = true;
            phase = RecorderPhase.Stopping;
        }

        stopped.Publisher.End(StreamEndReason.Stopped);
    }

    /// <summary>The stream is over, or about to be, without the recorder's doing.</summary>
    /// <param name="over">The stream.</param>
    /// <param name="isStop">Whether the recorder is told as if it had said stop.</param>
    public void GoOver(RecorderStream over, bool isStop)
    {
        lock (gate)
        {
            if (over == stream && phase == RecorderPhase.Live)
            {
                phase = RecorderPhase.Over;
            }

            over.IsStopWanted |= isStop;
        }
    }

    /// <summary>Tells the recorder how its stream came out.</summary>
    public void Conclude(RecorderStream over, StreamOutcome outcome)
    {
        lock (gate)
        {
            if (over != stream || over.Outcome is not null)
            {
                return;
            }

            over.Outcome = outcome;
            if (outcome.IsDeleted)
            {
                Tell(over, new SocketError(ErrorCodes.NotFound, "The recording was deleted."));
            }
            else if (outcome.IsFailed)
            {
                Tell(over, new SocketError(outcome.Code ?? ErrorCodes.ServerError, outcome.Reason ?? "The stream failed."));
            }

            if (over.IsStopWanted)
            {
                TellOutcome(over, outcome);
            }

            phase = over.IsStopped ? RecorderPhase.Idle : RecorderPhase.Over;
        }
    }

    /// <summary>Tells what is wrong and closes the connection.</summary>
    public void Close(RecorderStream over, WebSocketCloseStatus status, SocketError error)
    {
        Tell(over, error);
        output.Close(status, error.Sentence);
    }

    private void Tell(RecorderStream over, SocketError error)
    {
        LogTold(over.RecordingId, error.Code, error.Sentence);
        output.Send(ServerMessages.Error(error));
    }

    private void TellOutcome(RecorderStream over, StreamOutcome outcome) => output.Send(ServerMessages.Stopped(
        over.RecordingId, outcome.Status ?? StreamStatuses.Error, outcome.DurationMs, outcome.SegmentsUploaded, outcome.BytesUploaded));

    [LoggerMessage(LogLevel.Information, "Told the recorder of {RecordingId}: {Code}, {Sentence}")]
    private partial void LogTold(string recordingId, string code, string sentence);

    [LoggerMessage(LogLevel.Error, "The start of {RecordingId} failed")]
    private partial void LogStartFailed(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Debug, "Refused what a client said ({RecordingId}): {Code}, {Sentence}")]
    private partial void LogRefused(string? recordingId, string code, string sentence);
}
