using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Outcomes;
using Kubrick.Ingest.Playback;
using Kubrick.Ingest.Protocol;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Recordings;
using Kubrick.Ingest.Streams;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Sockets;

/// <summary>Follows a stream from its start to its outcome, beside the reading of the socket.</summary>
internal sealed partial class StreamFollower(
    StreamEvents events, PlaybackClient playback, RecordingsClient recordings, IOptions<IngestOptions> options, TimeProvider clock, ILogger<StreamFollower> logger)
{
    private static readonly TimeSpan DeletedPatience = TimeSpan.FromSeconds(5);

    /// <summary>Returns when there is nothing more to tell, or nobody to tell it to. It never throws.</summary>
    public async Task FollowAsync(RecorderStream stream, RecorderSession recorder)
    {
        try
        {
            await FollowToTheEndAsync(stream, recorder, stream.Left.Token);
        }
        catch (Exception exception)
        {
            LogFailed(stream.RecordingId, exception);
            recorder.Close(stream, CloseCodes.ServerError, new SocketError(ErrorCodes.ServerError, "Something went wrong on our side; connect again."));
        }
    }

    private async Task FollowToTheEndAsync(RecorderStream stream, RecorderSession recorder, CancellationToken gone)
    {
        var publisher = stream.Publisher;
        if (await Task.WhenAny(publisher.Completion, stream.Watch.Outcome) == stream.Watch.Outcome && !publisher.Completion.IsCompleted)
        {
            await LetGoAsync(stream, recorder);
        }

        var fate = await publisher.Completion;
        if (fate != PublisherFate.Ended && stream.Watch.Outcome.IsCompleted && (await stream.Watch.Outcome).IsDeleted)
        {
            // Its log goes with it: what became of the last frames does not matter.
            recorder.Conclude(stream, await stream.Watch.Outcome);
            return;
        }

        switch (fate)
        {
            case PublisherFate.Ended:
                // Asked over HTTP the recorder is told as if it had said stop itself.
                recorder.GoOver(stream, isStop: publisher.EndReason == StreamEndReason.Stopped);
                await events.TryPublishAsync(new StreamEnding(stream.RecordingId, clock.GetUtcNow()), CancellationToken.None);
                break;
            case PublisherFate.EndedElsewhere:
                recorder.GoOver(stream, isStop: true);
                break;
            case PublisherFate.TakenOver:
                recorder.Close(stream, CloseCodes.TakenOver, new SocketError(ErrorCodes.Conflict, "A newer connection publishes this recording now."));
                return;
            case PublisherFate.BrokerAway when !gone.IsCancellationRequested:
                recorder.Close(stream, CloseCodes.TryAgainLater, new SocketError(ErrorCodes.ServerError, "The stream cannot be stored at the moment; connect again shortly."));
                await InterruptAsync(stream);
                return;
            case PublisherFate.TooLarge:
                recorder.Close(stream, CloseCodes.TooLarge, new SocketError(ErrorCodes.PayloadTooLarge, "A frame was larger than the broker behind this server takes; send smaller ones."));
                await InterruptAsync(stream);
                return;
            case PublisherFate.LogDamaged:
                recorder.Close(stream, CloseCodes.ServerError, new SocketError(ErrorCodes.ServerError, "What was sent of this stream before is lost; it cannot go on."));
                return;
            case PublisherFate.Released or PublisherFate.BrokerAway:
                await InterruptAsync(stream);
                return;
        }

        await ConcludeAsync(stream, recorder, gone);
    }

    private static async Task LetGoAsync(RecorderStream stream, RecorderSession recorder)
    {
        recorder.GoOver(stream, isStop: false);
        if ((await stream.Watch.Outcome).IsDeleted)
        {
            stream.Publisher.End(StreamEndReason.Deleted);
            // The log may be gone already.
            stream.Publisher.GiveUpAfter(DeletedPatience);
        }
        else
        {
            stream.Publisher.Abandon();
        }
    }

    private Task InterruptAsync(RecorderStream stream) =>
        events.TryPublishAsync(new StreamInterrupted(stream.RecordingId, clock.GetUtcNow()), CancellationToken.None);

    /// <summary>Waits without a bound, and asks Playback now and then: an event can get lost with the queue of this replica.</summary>
    private async Task ConcludeAsync(RecorderStream stream, RecorderSession recorder, CancellationToken gone)
    {
        try
        {
            while (!await IsKnownAsync(stream, gone))
            {
                await AskAsync(stream, gone);
            }

            recorder.Conclude(stream, await stream.Watch.Outcome);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Nobody is there any more to be told.
        }
    }

    private async Task<bool> IsKnownAsync(RecorderStream stream, CancellationToken gone)
    {
        try
        {
            await stream.Watch.Outcome.WaitAsync(options.Value.OutcomeCheck, clock, gone);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task AskAsync(RecorderStream stream, CancellationToken gone)
    {
        if (StreamOutcome.Of(await playback.FindAsync(stream.RecordingId, gone)) is { } outcome)
        {
            stream.Watch.Report(outcome);
        }
        else if (!(await recordings.FindAsync(stream.RecordingId, gone)).Is(out _, out var refusal) && refusal.StatusCode == StatusCodes.Status404NotFound)
        {
            stream.Watch.Report(StreamOutcome.Deleted(stream.RecordingId, clock.GetUtcNow()));
        }
    }

    [LoggerMessage(LogLevel.Error, "The stream {RecordingId} could not be followed to its end")]
    private partial void LogFailed(string recordingId, Exception exception);
}
