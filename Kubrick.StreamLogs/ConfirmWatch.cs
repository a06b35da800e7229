namespace Kubrick.StreamLogs;

/// <summary>Notices that the broker has confirmed nothing for too long.</summary>
internal sealed class ConfirmWatch : IAsyncDisposable
{
    private const int ChecksPerTimeout = 4;

    private readonly TimeSpan timeout;
    private readonly TimeProvider clock;
    private readonly Action onTimeout;
    private readonly ITimer? timer;
    private long restartedAt;

    /// <param name="timeout">How long is too long; infinite: never.</param>
    /// <param name="clock">The time.</param>
    /// <param name="onTimeout">Called repeatedly after the timeout, whether a confirm is pending or not.</param>
    public ConfirmWatch(TimeSpan timeout, TimeProvider clock, Action onTimeout)
    {
        this.timeout = timeout;
        this.clock = clock;
        this.onTimeout = onTimeout;
        restartedAt = clock.GetTimestamp();
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            timer = clock.CreateTimer(_ => Check(), null, timeout / ChecksPerTimeout, timeout / ChecksPerTimeout);
        }
    }

    /// <summary>The broker confirmed something, or nothing was pending.</summary>
    public void Restart() => Interlocked.Exchange(ref restartedAt, clock.GetTimestamp());

    public ValueTask DisposeAsync() => timer?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Check()
    {
        if (clock.GetElapsedTime(Interlocked.Read(ref restartedAt)) >= timeout)
        {
            onTimeout();
        }
    }
}
