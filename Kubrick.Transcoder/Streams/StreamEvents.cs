using Kubrick.Contracts.Streams;
using MassTransit;

namespace Kubrick.Transcoder.Streams;

/// <summary>Publishes what happens to a stream to the other services.</summary>
internal sealed partial class StreamEvents(IBus bus, TimeProvider time, ILogger<StreamEvents> logger)
{
    // The next segment reports progress again: a short broker outage must not delay the stream.
    private static readonly TimeSpan ProgressTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Reports progress; dropped while the bus is unavailable.</summary>
    public async Task ProgressedAsync(string recordingId, StreamProgress progress, CancellationToken cancellationToken)
    {
        var (segments, bytes) = progress.Stored;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ProgressTimeout);
        try
        {
            await bus.Publish(
                new StreamProgressed(recordingId, segments, bytes, progress.BytesReceived, progress.Errors, time.GetUtcNow())
                {
                    Problem = progress.Problem,
                    Losses = progress.Losses.All,
                },
                timeout.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogProgressDropped(recordingId, exception);
        }
    }

    /// <summary>Reports that a stream has no publisher.</summary>
    public Task InterruptedAsync(string recordingId, CancellationToken cancellationToken) =>
        bus.Publish(new StreamInterrupted(recordingId, time.GetUtcNow()), cancellationToken);

    /// <summary>Reports that a stream's log has its end, and that the stream is being finished.</summary>
    public Task EndingAsync(string recordingId, DateTimeOffset endedAt, CancellationToken cancellationToken) =>
        bus.Publish(new StreamEnding(recordingId, endedAt), cancellationToken);

    /// <summary>Reports that a stream is over; returns when the broker has confirmed the event.</summary>
    public Task OverAsync<T>(T ended, CancellationToken cancellationToken)
        where T : class => bus.Publish(ended, cancellationToken);

    [LoggerMessage(LogLevel.Warning, "Progress event dropped: stream {RecordingId}")]
    private partial void LogProgressDropped(string recordingId, Exception exception);
}
