using Kubrick.Transcoder.Queues;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Streams;

/// <summary>
/// Notices that this worker is short of time for its live streams: a part is published later after the recorder made it than earlier parts of the same stream were. Other work
/// then waits. The recorder's clock may be wrong; only the difference to its own earlier parts counts.
/// </summary>
internal sealed partial class LiveLag : IDisposable
{
    private readonly PauseSwitch other = new();
    private readonly TranscoderOptions options;
    private readonly ITimer calm;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    public LiveLag(IOptions<TranscoderOptions> options, TimeProvider time, ILogger<LiveLag> logger)
    {
        this.options = options.Value;
        this.time = time;
        this.logger = logger;
        calm = time.CreateTimer(_ => Resume(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled while there is no time for other work.</summary>
    public CancellationToken Short => other.Paused;

    /// <summary>Starts to watch a stream.</summary>
    public StreamLag Watch() => new(this, time);

    /// <summary>Waits until there is time for other work.</summary>
    public Task WhenEnoughAsync(CancellationToken cancellationToken) => other.WhenResumedAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        calm.Dispose();
        other.Dispose();
    }

    /// <summary>A stream's newest part is late.</summary>
    /// <param name="lag">By how much.</param>
    internal void Report(TimeSpan lag)
    {
        if (lag < options.MaxLiveLag)
        {
            return;
        }

        calm.Change(options.CalmTime, Timeout.InfiniteTimeSpan);
        if (other.Pause())
        {
            LogShort(lag.TotalMilliseconds, options.CalmTime.TotalSeconds);
        }
    }

    private void Resume()
    {
        if (other.Resume())
        {
            LogEnough();
        }
    }

    [LoggerMessage(LogLevel.Information, "Short of time for live streams ({LagMs:0} ms late): processing waits until they were on time for {Seconds:0} s")]
    private partial void LogShort(double lagMs, double seconds);

    [LoggerMessage(LogLevel.Information, "Live streams are on time: processing goes on")]
    private partial void LogEnough();
}

/// <summary>
/// Watches the parts of one stream. Only its last minutes count: a recorder that paused, or whose connection became slower, is later than before for good, and no worker can
/// help that. Not safe for use by several tasks.
/// </summary>
internal sealed class StreamLag(LiveLag worker, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private long since = time.GetTimestamp();
    private TimeSpan? before;
    private TimeSpan? least;

    /// <summary>Notes how long after its end on the recorder's clock a part was published.</summary>
    public void Note(TimeSpan delay)
    {
        if (time.GetElapsedTime(since) >= Period)
        {
            (before, least, since) = (least, null, time.GetTimestamp());
        }

        if (least is null || delay < least)
        {
            least = delay;
        }

        worker.Report(delay - (before < least ? before.Value : least.Value));
    }
}
