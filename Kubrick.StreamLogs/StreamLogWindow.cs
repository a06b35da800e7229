namespace Kubrick.StreamLogs;

/// <summary>How much a writer may have in flight to the broker without its confirm; beyond it, appends wait.</summary>
/// <param name="Records">How many records.</param>
/// <param name="Bytes">How many bytes; a single record may always be in flight, however large.</param>
public sealed record StreamLogWindow(int Records, long Bytes)
{
    /// <summary>How long the broker may confirm nothing of what is in flight before the writer counts as lost; infinite by default.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>64 records, 8 MiB.</summary>
    public static StreamLogWindow Default { get; } = new(64, 8 << 20);
}
