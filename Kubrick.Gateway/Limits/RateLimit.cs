namespace Kubrick.Gateway.Limits;

/// <summary>One token bucket a client address.</summary>
internal sealed class RateLimit
{
    /// <summary>Requests per second in the long run.</summary>
    public int PerSecond { get; set; }

    /// <summary>Requests at once.</summary>
    public int Burst { get; set; }
}
