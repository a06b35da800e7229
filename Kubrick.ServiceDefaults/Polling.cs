namespace Kubrick.ServiceDefaults;

/// <summary>Asks again and again until something is so.</summary>
public static class Polling
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(160);

    /// <summary>Asks at once, after 10 ms, and then at distances that double up to 160 ms, until the answer is yes. False when it was not in time.</summary>
    /// <param name="ask">The question; it is cancelled when the time is over.</param>
    /// <param name="timeout">The time.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static async Task<bool> UntilAsync(Func<CancellationToken, Task<bool>> ask, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ask);
        using var late = new CancellationTokenSource(timeout, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            for (var delay = FirstDelay; !await ask(over.Token); delay = delay < MaxDelay ? delay * 2 : MaxDelay)
            {
                await Task.Delay(delay, clock, over.Token);
            }

            return true;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
