using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Chunks;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Publishers;

/// <summary>
/// Looks after a stream that nothing comes of: tells that it was interrupted where its publisher vanished without a word, and ends it when nobody came back. One who is
/// there may be silent, as a paused recorder is, but not for ever: the stream takes up a slot.
/// </summary>
internal sealed partial class PublisherWatch(
    PublisherEnd publisher, IBus bus, IOptions<TranscoderOptions> options, TimeProvider time, ILogger<PublisherWatch> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(2);

    /// <summary>Watches until the stream's end was read.</summary>
    public async Task RunAsync(string recordingId, StreamActivity activity, FirstPartDeadline firstPart, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var isTold = false;
        long? freeSince = null;
        while (!activity.IsOver && await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (activity.IsOver || activity.Idle < QuietAfter || await publisher.IsPublishingAsync(recordingId, cancellationToken))
            {
                isTold = false;
                freeSince = null;
                firstPart.PublisherChecked(isPublishing: true);
                if (activity.Idle >= options.Value.SilenceTimeout && !activity.IsOver)
                {
                    LogSilent(recordingId, activity.Idle);
                    await publisher.AskAsync(recordingId, cancellationToken);
                }

                continue;
            }

            firstPart.PublisherChecked(isPublishing: false);
            // Not how long nothing came counts, but how long nobody has been there.
            var free = time.GetElapsedTime(freeSince ??= time.GetTimestamp());
            if (!isTold && activity.HasOpened)
            {
                isTold = true;
                LogInterrupted(recordingId);
                await bus.Publish(new StreamInterrupted(recordingId, time.GetUtcNow()), cancellationToken);
            }

            if (free >= options.Value.GracePeriod && activity.Idle >= options.Value.GracePeriod && !activity.IsOver)
            {
                // Where somebody took the stream at this moment, it goes on.
                await publisher.TryEndQuietAsync(recordingId, activity, StreamEndReason.Lost, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "The publisher of {RecordingId} has sent nothing for {Silence}; it is asked to end the stream")]
    private partial void LogSilent(string recordingId, TimeSpan silence);

    [LoggerMessage(LogLevel.Information, "Nobody publishes {RecordingId} any more; it waits for its recorder to come back")]
    private partial void LogInterrupted(string recordingId);
}
