namespace Kubrick.ServiceDefaults.Logs;

/// <summary>Notices that the broker has confirmed nothing for too long.</summary>
internal sealed class WriterSilence : IAsyncDisposable
{
    private const int LooksPerPatience = 4;

    private readonly TimeSpan patience;
    private readonly TimeProvider clock;
    private readonly Action onTooLong;
    private readonly ITimer? timer;
    private long brokenAt;

    /// <param name="patience">How long is too long; infinite: never.</param>
    /// <param name="clock">The time.</param>
    /// <param name="onTooLong">Called now and then once it was too long, whether something is waited for or not.</param>
    public WriterSilence(TimeSpan patience, TimeProvider clock, Action onTooLong)
    {
        this.patience = patience;
        this.clock = clock;
        this.onTooLong = onTooLong;
        brokenAt = clock.GetTimestamp();
        if (patience != Timeout.InfiniteTimeSpan)
        {
            timer = clock.CreateTimer(_ => Look(), null, patience / LooksPerPatience, patience / LooksPerPatience);
        }
    }

    /// <summary>The broker confirmed something, or nothing was waited for.</summary>
    public void Break() => Interlocked.Exchange(ref brokenAt, clock.GetTimestamp());

    public ValueTask DisposeAsync() => timer?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Look()
    {
        if (clock.GetElapsedTime(Interlocked.Read(ref brokenAt)) >= patience)
        {
            onTooLong();
        }
    }
}
