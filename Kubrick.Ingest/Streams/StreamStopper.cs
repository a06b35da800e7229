using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Telemetry;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.StreamLogs;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Streams;

/// <summary>Stops streams, on whichever replica their recorder is.</summary>
internal sealed partial class StreamStopper(
    ChunkLogs logs, BrokerLeases leases, StreamEvents events, IngestTelemetry telemetry, IOptions<IngestOptions> options, TimeProvider clock, ILogger<StreamStopper> logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(2);

    /// <summary>Sees to it that the end stands in the stream's log. Null when it does; else the refusal.</summary>
    public async Task<ApiErrorResult?> StopAsync(string recordingId, CancellationToken cancellationToken)
    {
        using var activity = telemetry.Begin("stop stream", recordingId);
        try
        {
            return await logs.ExistsAsync(recordingId, cancellationToken)
                ? await EndAsync(recordingId, cancellationToken)
                : ApiErrors.NotFound("There is no stream of this recording.");
        }
        catch (StreamLogMissingException)
        {
            return ApiErrors.NotFound("There is no stream of this recording.");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(recordingId, exception);
            return ApiErrors.Unavailable("The stream cannot be stopped at the moment; try again shortly.");
        }
    }

    private async Task<ApiErrorResult?> EndAsync(string recordingId, CancellationToken cancellationToken)
    {
        var askedAt = clock.GetTimestamp();
        var isAsked = false;
        while (clock.GetElapsedTime(askedAt) < options.Value.TakeoverPatience)
        {
            if (await logs.TryOpenAsync(recordingId, isNew: false, isPublished: false, LeaseMessages.AnswerLeaving, cancellationToken) is { } session)
            {
                await using (session)
                {
                    return await EndAsync(recordingId, session, isAsked, cancellationToken);
                }
            }

            isAsked |= await leases.AskAsync(LogNames.PublisherLease(recordingId), LeaseMessages.Stop, AnswerPatience, cancellationToken) == LeaseMessages.Leaving;
            await Task.Delay(RetryPause, clock, cancellationToken);
        }

        return ApiErrors.Unavailable("Whoever publishes this stream does not answer; try again shortly.");
    }

    private async Task<ApiErrorResult?> EndAsync(string recordingId, ChunkLogSession session, bool isAsked, CancellationToken cancellationToken)
    {
        var tail = session.Tail;
        if (tail.IsOver)
        {
            return isAsked ? null : ApiErrors.Conflict("The stream of this recording is over.");
        }

        var end = new ChunkHeader(ChunkKind.End, tail.NextSequence, tail.Epoch, clock.GetUtcNow(), StreamEndReason.Stopped);
        var number = await session.Writer.AppendAsync(end.ToHeaders(), ReadOnlyMemory<byte>.Empty, cancellationToken);
        await session.Writer.WhenConfirmedAsync(number, cancellationToken);
        await events.TryPublishAsync(new StreamEnding(recordingId, clock.GetUtcNow()), cancellationToken);
        return null;
    }

    [LoggerMessage(LogLevel.Warning, "The stream {RecordingId} could not be stopped")]
    private partial void LogFailed(string recordingId, Exception exception);
}
