using System.Threading.Channels;
using Kubrick.Contracts.Streams;
using MassTransit;

namespace Kubrick.Playback.Viewers;

/// <summary>
/// Publishes who came and went, behind the requests: nobody who joins waits for the broker. What cannot be published is dropped, the oldest first; the counts are right without it.
/// </summary>
internal sealed partial class ViewerEvents(IBus bus, PlaybackMetrics metrics, TimeProvider clock, ILogger<ViewerEvents> logger) : BackgroundService
{
    private const int Waiting = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Channel<object> events = Channel.CreateBounded<object>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Joined(string recordingId, string viewerId, int count)
    {
        metrics.ViewerChanged("joined");
        events.Writer.TryWrite(new ViewerJoined(recordingId, viewerId, count, clock.GetUtcNow()));
    }

    public void Left(string recordingId, string viewerId, int count)
    {
        metrics.ViewerChanged("left");
        events.Writer.TryWrite(new ViewerLeft(recordingId, viewerId, count, clock.GetUtcNow()));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var happened in events.Reader.ReadAllAsync(stoppingToken))
        {
            using var patience = new CancellationTokenSource(Patience, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stoppingToken);
            try
            {
                await bus.Publish(happened, happened.GetType(), either.Token);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogDropped(happened.GetType().Name, exception.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Event} could not be published: {Reason}")]
    private partial void LogDropped(string @event, string reason);
}
