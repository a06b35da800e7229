namespace Kubrick.ServiceDefaults.Logs;

/// <summary>How much may be under way to the broker without its confirm; whoever appends more waits.</summary>
/// <param name="Records">How many records.</param>
/// <param name="Bytes">How many bytes; one record may always be under way, however large.</param>
public sealed record StreamLogWindow(int Records, long Bytes)
{
    /// <summary>How long the broker may confirm nothing of what is under way before the log counts as lost to its writer; for ever, unless said otherwise.</summary>
    public TimeSpan Patience { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>64 records, 8 MiB.</summary>
    public static StreamLogWindow Default { get; } = new(64, 8 << 20);
}
