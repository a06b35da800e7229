using Kubrick.Contracts.Logs;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Streams;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Ending;

/// <summary>
/// Watches the publisher of an idle stream. Without a publisher it reports the stream as interrupted, and ends it after the grace period. A connected publisher may be silent, as a
/// paused recorder is, but not for ever, because the stream occupies a slot.
/// </summary>
internal sealed partial class PublisherWatch(
    StreamEnder ender, StreamEvents events, IOptions<TranscoderOptions> options, TimeProvider time, ILogger<PublisherWatch> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(2);

    /// <summary>Watches until the stream's end was read.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="activity">What was read of the stream.</param>
    /// <param name="firstPart">Notified whether there is a publisher.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RunAsync(string recordingId, StreamActivity activity, FirstPartDeadline firstPart, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var isReported = false;
        long? goneSince = null;
        while (!activity.HasEnded && await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (activity.HasEnded || activity.IdleTime < IdleAfter || await ender.IsPublishingAsync(recordingId, cancellationToken))
            {
                isReported = false;
                goneSince = null;
                firstPart.PublisherChecked(isPublishing: true);
                if (activity.IdleTime >= options.Value.SilenceTimeout && !activity.HasEnded)
                {
                    LogSilent(recordingId, activity.IdleTime);
                    await ender.AskToStopAsync(recordingId, cancellationToken);
                }

                continue;
            }

            firstPart.PublisherChecked(isPublishing: false);
            // The grace period starts when the publisher is missed first, not with the last record.
            var gone = time.GetElapsedTime(goneSince ??= time.GetTimestamp());
            if (!isReported && activity.HasHadPublisher)
            {
                isReported = true;
                LogInterrupted(recordingId);
                await events.InterruptedAsync(recordingId, cancellationToken);
            }

            if (gone >= options.Value.GracePeriod && activity.IdleTime >= options.Value.GracePeriod && !activity.HasEnded)
            {
                // When a publisher reconnects at this moment, the stream continues.
                await ender.TryAppendEndWhenReadAsync(recordingId, activity, StreamEndReason.Lost, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Publisher silent, asked to stop: stream {RecordingId}, nothing for {Silence}")]
    private partial void LogSilent(string recordingId, TimeSpan silence);

    [LoggerMessage(LogLevel.Information, "Stream interrupted: {RecordingId} has no publisher")]
    private partial void LogInterrupted(string recordingId);
}
