using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Events;
using Kubrick.Ingest.Protocol;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Sockets;
using Kubrick.Ingest.Streams;
using Kubrick.Ingest.Tickets;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Recorders;

/// <summary>Watches a stream from its start to its result, while the socket is read, and reports to the recorder what happens to it.</summary>
internal sealed partial class ResultReporter(
    StreamEventPublisher events,
    StreamEnd end,
    StreamStateClient states,
    StreamTicketClient tickets,
    SettledRecordings recordings,
    IOptions<IngestOptions> options,
    TimeProvider clock,
    ILogger<ResultReporter> logger)
{
    private static readonly TimeSpan DeletionTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Returns when everything was reported, or the client is gone. Never throws.</summary>
    public async Task RunAsync(RecorderStream stream, CurrentStream recorder)
    {
        try
        {
            await WatchAsync(stream, recorder, stream.Left.Token);
        }
        catch (Exception exception)
        {
            LogFailed(stream.RecordingId, exception);
            recorder.Close(stream, CloseCodes.ServerError, new SocketError(ErrorCodes.ServerError, "Something went wrong on our side; connect again."));
        }
    }

    private async Task WatchAsync(RecorderStream stream, CurrentStream recorder, CancellationToken gone)
    {
        var publisher = stream.Publisher;
        if (await Task.WhenAny(publisher.Completion, stream.Watch.Result) == stream.Watch.Result && !publisher.Completion.IsCompleted)
        {
            await ReleaseAsync(stream, recorder);
        }

        var fate = await publisher.Completion;
        if (fate != PublisherFate.Ended && stream.Watch.Result.IsCompleted && (await stream.Watch.Result).IsDeleted)
        {
            // The log is deleted as well: the fate of the last frames does not matter.
            recorder.SendResult(stream, await stream.Watch.Result);
            return;
        }

        switch (fate)
        {
            case PublisherFate.Ended:
                // After a stop over HTTP the recorder gets the same reply as after its own.
                recorder.MarkOver(stream, isStop: publisher.EndReason == StreamEndReason.Stopped);
                await end.AnnounceAsync(stream.RecordingId, CancellationToken.None);
                await ReportPausesAsync(stream);
                break;
            case PublisherFate.EndedElsewhere:
                recorder.MarkOver(stream, isStop: true);
                await ReportPausesAsync(stream);
                break;
            case PublisherFate.TakenOver:
                recorder.Close(stream, CloseCodes.TakenOver, new SocketError(ErrorCodes.Conflict, "A newer connection publishes this recording now."));
                return;
            case PublisherFate.BrokerUnavailable when !gone.IsCancellationRequested:
                recorder.Close(stream, CloseCodes.TryAgainLater, new SocketError(ErrorCodes.ServerError, "The stream cannot be stored at the moment; connect again shortly."));
                await InterruptAsync(stream);
                return;
            case PublisherFate.TooLarge:
                recorder.Close(stream, CloseCodes.TooLarge, new SocketError(ErrorCodes.PayloadTooLarge, "A frame was larger than the broker behind this server takes; send smaller ones."));
                await InterruptAsync(stream);
                return;
            case PublisherFate.LogDamaged:
                recorder.Close(stream, CloseCodes.ServerError, new SocketError(ErrorCodes.ServerError, "Earlier data of this stream was lost; it cannot continue."));
                return;
            case PublisherFate.Released or PublisherFate.BrokerUnavailable:
                await InterruptAsync(stream);
                return;
        }

        await ReportAsync(stream, recorder, gone);
    }

    /// <summary>The stream has a result while its publisher still works.</summary>
    private static async Task ReleaseAsync(RecorderStream stream, CurrentStream recorder)
    {
        recorder.MarkOver(stream, isStop: false);
        if ((await stream.Watch.Result).IsDeleted)
        {
            stream.Publisher.End(StreamEndReason.Deleted);
            // The log may be deleted already.
            stream.Publisher.GiveUpAfter(DeletionTimeout);
        }
        else
        {
            stream.Publisher.Abandon();
        }
    }

    private Task ReportPausesAsync(RecorderStream stream) => stream.Pauses is { } pauses
        ? events.TryPublishAsync(new StreamPausesReported(stream.RecordingId, pauses), CancellationToken.None)
        : Task.CompletedTask;

    private Task InterruptAsync(RecorderStream stream) =>
        events.TryPublishAsync(new StreamInterrupted(stream.RecordingId, clock.GetUtcNow()), CancellationToken.None);

    /// <summary>Waits for the result without a limit, and polls for it: an event can be lost with the queue of this replica.</summary>
    private async Task ReportAsync(RecorderStream stream, CurrentStream recorder, CancellationToken gone)
    {
        try
        {
            while (!await IsKnownAsync(stream, gone))
            {
                await PollAsync(stream, gone);
            }

            recorder.SendResult(stream, await stream.Watch.Result);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The client is gone.
        }
    }

    private async Task<bool> IsKnownAsync(RecorderStream stream, CancellationToken gone)
    {
        try
        {
            await stream.Watch.Result.WaitAsync(options.Value.ResultCheckInterval, clock, gone);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task PollAsync(RecorderStream stream, CancellationToken gone)
    {
        if (StreamResult.Of(await states.FindAsync(stream.RecordingId, gone)) is { } result)
        {
            await recordings.WaitAsync(stream.RecordingId, gone);
            stream.Watch.Report(result);
        }
        else if (!(await tickets.FindAsync(stream.RecordingId, gone)).Is(out _, out var refusal) && refusal.StatusCode == StatusCodes.Status404NotFound)
        {
            stream.Watch.Report(StreamResult.Deleted(stream.RecordingId, clock.GetUtcNow()));
        }
    }

    [LoggerMessage(LogLevel.Error, "Result not reported: stream {RecordingId}")]
    private partial void LogFailed(string recordingId, Exception exception);
}
