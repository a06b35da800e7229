using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Events;
using Kubrick.Ingest.Protocol;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Sockets;
using Kubrick.Ingest.Streams;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Recorders;

/// <summary>Handles the messages of one connection (<c>docs/websocket.md</c>), one at a time; the events of its stream are reported in the meantime.</summary>
internal sealed partial class RecorderSession(
    ClientSocket socket,
    StreamOpener opener,
    StreamPublishers publishers,
    StreamResults results,
    ResultReporter reporter,
    IOptions<IngestOptions> options,
    TimeProvider clock,
    ILogger<RecorderSession> logger)
{
    private readonly SocketWriter output = socket.Output;
    private readonly CurrentStream current = new(socket.Output, logger);
    private Task starting = Task.CompletedTask;
    private Task reporting = Task.CompletedTask;

    public RecorderPhase Phase => starting.IsCompleted ? current.Phase : RecorderPhase.Starting;

    /// <summary>Whether frames are published: also shortly after <c>stop</c>, because the recorder's last chunk follows it.</summary>
    private bool TakesFrames => Phase == RecorderPhase.Live || (Phase == RecorderPhase.Stopping && current.Stream!.Publisher.IsOpen);

    /// <summary>Handles a text message. A <c>stop</c> waits for a pending <c>start</c>; the socket is not read in the meantime.</summary>
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
                starting = TryStartAsync(start, cancellationToken);
                break;
            case StopMessage stop:
                Stop(stop);
                if (stop.Ignored is { } fault)
                {
                    await RefuseAsync(fault);
                }

                break;
            default:
                await output.ReplyAsync(ServerMessages.Pong(clock.GetUtcNow()));
                break;
        }
    }

    /// <summary>Whether to keep a binary frame that starts now. Waits for a pending <c>start</c>; the socket is not read in the meantime.</summary>
    public async ValueTask<bool> WantsFrameAsync()
    {
        await starting;
        return TakesFrames && !output.IsClosing;
    }

    /// <summary>Publishes a binary frame. Waits while the queue to the broker is full, or the memory budget exhausted; the socket is not read in the meantime.</summary>
    public async Task PublishAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!bytes.IsEmpty && !(TakesFrames && await current.Stream!.Publisher.AppendAsync(bytes, cancellationToken)))
        {
            await DiscardFrameAsync();
        }
    }

    /// <summary>Refuses or ignores an unwanted binary frame.</summary>
    public async Task DiscardFrameAsync()
    {
        if (RecorderRules.RefuseFrame(Phase) is { } refusal)
        {
            await RefuseAsync(refusal);
        }
    }

    /// <summary>Notes that a frame over the limit was received, which closes the connection.</summary>
    public void NoteLargeFrame()
    {
        if (TakesFrames)
        {
            current.Stream!.Publisher.NoteLoss(new StreamLoss(StreamLossKinds.OverLimit, 1));
        }
    }

    /// <summary>Sends an error in reply to a message of the client.</summary>
    public async Task RefuseAsync(SocketError error)
    {
        LogRefused(current.Stream?.RecordingId, error.Code, error.Sentence);
        await output.ReplyAsync(ServerMessages.Error(error));
    }

    /// <summary>Releases the stream at once: the service stops, and another replica continues.</summary>
    public void Interrupt() => current.Stream?.Publisher.Release();

    /// <summary>Leaves the stream when the connection is closed.</summary>
    /// <param name="isNormal">Whether the client closed it with 1000, which ends a stream. Otherwise another connection may continue it.</param>
    /// <param name="timeout">How long the broker may take for the last frames.</param>
    public async Task LeaveAsync(bool isNormal, TimeSpan timeout)
    {
        await starting;
        if (current.Stream is { } left)
        {
            if (!isNormal || left.IsStopped || !left.Publisher.End(StreamEndReason.Closed))
            {
                // Ends the stream if the recorder has stopped it.
                left.Publisher.Release();
            }

            left.Publisher.GiveUpAfter(timeout);
            await FinishAsync(left);
        }
    }

    /// <summary>Starts a stream while the socket is read. Never throws.</summary>
    private async Task TryStartAsync(StartMessage start, CancellationToken cancellationToken)
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
        // Watched before the start, so that no result is missed.
        var watch = results.Watch(start.RecordingId);
        var publisher = publishers.Create(start.RecordingId, () => socket.Activity.Silence, socket.Memory);
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
        var before = current.Begin(started);
        started.Publisher.Start(session);
        if (before is not null)
        {
            // It is over; only its result may still be pending.
            await FinishAsync(before);
        }

        if (!session.Tail.HasData)
        {
            started.FirstMedia = clock.CreateTimer(
                _ => started.Publisher.End(StreamEndReason.NoMedia, onlyIfEmpty: true), null, options.Value.FirstMediaTimeout, Timeout.InfiniteTimeSpan);
        }

        reporting = reporter.RunAsync(started, current);
        await output.ReplyAsync(ServerMessages.Started(started.RecordingId, started.Ticket.StreamPrefix));
        started.Watch.Follow(report => current.SendReport(started, report));
    }

    private async Task FinishAsync(RecorderStream left)
    {
        await left.Left.CancelAsync();
        await reporting;
        left.Dispose();
    }

    private void Stop(StopMessage message)
    {
        if (current.TryStop(message))
        {
            current.Stream!.Publisher.EndAfter(options.Value.LastChunkWindow, StreamEndReason.Stopped);
        }
    }

    [LoggerMessage(LogLevel.Error, "Start failed: stream {RecordingId}")]
    private partial void LogStartFailed(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Debug, "Message refused: stream {RecordingId}, {Code}, {Sentence}")]
    private partial void LogRefused(string? recordingId, string code, string sentence);
}
