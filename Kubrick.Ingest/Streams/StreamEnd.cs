using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Events;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Telemetry;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.StreamLogs;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Streams;

/// <summary>
/// Ends streams. The owner of the publisher's lease appends the end: a connected publisher by itself (<see cref="StreamPublisher.End"/>), or when it is asked; a stream
/// without a publisher is ended here. Once the end is durable, <see cref="StreamEnding"/> is published.
/// </summary>
internal sealed partial class StreamEnd(
    ChunkLogs logs, StreamEventPublisher events, IngestTelemetry telemetry, IOptions<IngestOptions> options, TimeProvider clock, ILogger<StreamEnd> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Stops a stream, on whichever replica its recorder is connected. Null when its log contains the end; else the refusal.</summary>
    public async Task<ApiErrorResult?> StopAsync(string recordingId, CancellationToken cancellationToken)
    {
        using var activity = telemetry.Start("stop stream", recordingId);
        try
        {
            return await logs.ExistsAsync(recordingId, cancellationToken)
                ? await RequestAsync(recordingId, cancellationToken)
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

    /// <summary>Publishes that the end of a stream is durable.</summary>
    public Task AnnounceAsync(string recordingId, CancellationToken cancellationToken) =>
        events.TryPublishAsync(new StreamEnding(recordingId, clock.GetUtcNow()), cancellationToken);

    private async Task<ApiErrorResult?> RequestAsync(string recordingId, CancellationToken cancellationToken)
    {
        var startedAt = clock.GetTimestamp();
        var isAccepted = false;
        while (clock.GetElapsedTime(startedAt) < options.Value.TakeoverTimeout)
        {
            switch (await logs.TryEndAsync(recordingId, StreamEndReason.Stopped, (_, cancel) => AnnounceAsync(recordingId, cancel), cancellationToken))
            {
                case ChunkLogEndResult.Appended:
                    return null;
                case ChunkLogEndResult.Declined:
                    return isAccepted ? null : ApiErrors.Conflict("The stream of this recording is over.");
            }

            isAccepted |= await logs.AskPublisherAsync(recordingId, LeaseMessages.Stop, cancellationToken) == LeaseMessages.Leaving;
            await Task.Delay(RetryDelay, clock, cancellationToken);
        }

        return ApiErrors.Unavailable("The publisher of this stream does not answer; try again shortly.");
    }

    [LoggerMessage(LogLevel.Warning, "Stream not stopped: {RecordingId}")]
    private partial void LogFailed(string recordingId, Exception exception);
}
