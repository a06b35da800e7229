using System.Numerics;

namespace Kubrick.Gateway.Limits;

/// <summary>One token bucket a client address.</summary>
internal sealed class RateLimit
{
    /// <summary>Requests per second in the long run.</summary>
    public int PerSecond { get; set; }

    /// <summary>Requests at once.</summary>
    public int Burst { get; set; }

    /// <summary>
    /// How many requests become free how often: together exactly <see cref="PerSecond"/>, in whole requests, and as often as that allows
    /// (from ten times a second to once), so that a client that waits its second never waits longer.
    /// </summary>
    public (TimeSpan Period, int Tokens) Replenishment()
    {
        var timesPerSecond = (int)BigInteger.GreatestCommonDivisor(PerSecond, 10);
        return (TimeSpan.FromSeconds(1) / timesPerSecond, PerSecond / timesPerSecond);
    }
}
