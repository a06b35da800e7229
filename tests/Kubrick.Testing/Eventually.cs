namespace Kubrick.Testing;

/// <summary>Waits for conditions that a system reaches asynchronously.</summary>
public static class Eventually
{
    // Limits end what hangs. They are meant for a machine that is not busy; suites side by side, and other work, share its processors.
    private const int Patience = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Polls until the condition is true.</summary>
    /// <param name="what">The condition in words, for the message of a failure.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="limit">How long it may take on a machine with nothing else to do (30 s); three times as long is waited.</param>
    /// <param name="found">Describes what there is instead, for the message of a failure.</param>
    /// <exception cref="TimeoutException">It did not become true in time.</exception>
    public static async Task TrueAsync(string what, Func<Task<bool>> condition, CancellationToken cancellationToken, TimeSpan? limit = null, Func<string>? found = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var time = Patience * (limit ?? Limit);
        using var deadline = new CancellationTokenSource(time);
        while (!await condition())
        {
            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"Not reached within {time.TotalSeconds} s: {what}.{(found is null ? "" : " " + found())}");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
