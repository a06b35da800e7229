namespace Kubrick.Contracts.Recordings;

/// <summary>The limits of what a recorder reports of its pauses.</summary>
public static class PauseLimits
{
    /// <summary>The most pauses that are kept one by one.</summary>
    public const int Events = 1_000;

    /// <summary>The most pauses that are counted.</summary>
    public const int Count = 1_000_000;

    /// <summary>The longest duration in s, of one and of all: a larger number is a mistake, not a duration.</summary>
    public const double Seconds = 366 * 24 * 3600;
}
