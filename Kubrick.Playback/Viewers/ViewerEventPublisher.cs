using System.Threading.Channels;
using Kubrick.Contracts.Streams;
using MassTransit;

namespace Kubrick.Playback.Viewers;

/// <summary>
/// Publishes who joined and left, in the background: no viewer waits for the broker. While the broker is unreachable events are dropped, the oldest first; the
/// counts in the database do not depend on them.
/// </summary>
internal sealed partial class ViewerEventPublisher(IBus bus, PlaybackMetrics metrics, TimeProvider clock, ILogger<ViewerEventPublisher> logger) : BackgroundService
{
    private const int MaxPending = 1_000;

    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(5);

    private readonly Channel<object> pending = Channel.CreateBounded<object>(new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Joined(string recordingId, string viewerId, int count)
    {
        metrics.ViewerJoined();
        pending.Writer.TryWrite(new ViewerJoined(recordingId, viewerId, count, clock.GetUtcNow()));
    }

    public void Left(string recordingId, string viewerId, int count)
    {
        metrics.ViewerLeft();
        pending.Writer.TryWrite(new ViewerLeft(recordingId, viewerId, count, clock.GetUtcNow()));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var message in pending.Reader.ReadAllAsync(stoppingToken))
        {
            using var timeout = new CancellationTokenSource(PublishTimeout, clock);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stoppingToken);
            try
            {
                await bus.Publish(message, message.GetType(), linked.Token);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogDropped(message.GetType().Name, exception.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Viewer event dropped: {Event}: {Reason}")]
    private partial void LogDropped(string @event, string reason);
}
