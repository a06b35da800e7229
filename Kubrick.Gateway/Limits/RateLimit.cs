namespace Kubrick.Gateway.Limits;

/// <summary>The size of the token bucket that each client address has.</summary>
internal sealed class RateLimit
{
    /// <summary>The sustained rate in requests per second.</summary>
    public int PerSecond { get; set; }

    /// <summary>The capacity of the bucket in requests.</summary>
    public int Burst { get; set; }

    /// <summary>
    /// The period of replenishment and the tokens it adds. Tokens are whole, add up to exactly <see cref="PerSecond"/>, and come as often as that allows, from once to ten
    /// times per second, so a client never waits longer than a second for the next one.
    /// </summary>
    public (TimeSpan Period, int Tokens) Replenishment()
    {
        int[] candidates = [10, 5, 2, 1];
        var timesPerSecond = candidates.First(times => PerSecond % times == 0);
        return (TimeSpan.FromSeconds(1) / timesPerSecond, PerSecond / timesPerSecond);
    }
}
