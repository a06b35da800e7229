namespace Kubrick.Testing;

/// <summary>Waits for what a system does in its own time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is true.</summary>
    /// <param name="what">What is waited for, for the sentence of the failure.</param>
    /// <param name="condition">The question.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="limit">How long it may take (30 s).</param>
    /// <exception cref="TimeoutException">It did not become true in time.</exception>
    public static async Task TrueAsync(string what, Func<Task<bool>> condition, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var time = limit ?? Limit;
        using var deadline = new CancellationTokenSource(time);
        while (!await condition())
        {
            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"Within {time.TotalSeconds} s it did not come to this: {what}.");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
