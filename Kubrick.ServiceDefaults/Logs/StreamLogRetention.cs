namespace Kubrick.ServiceDefaults.Logs;

/// <summary>How much of a log the broker keeps. It lets go of whole files of the log only, the oldest first.</summary>
/// <param name="MaxBytes">About how many bytes; null for all.</param>
/// <param name="FileBytes">The size of one file of the log, in bytes.</param>
public sealed record StreamLogRetention(long? MaxBytes, long FileBytes)
{
    /// <summary>Everything is kept until the log is deleted.</summary>
    public static StreamLogRetention Everything { get; } = new(null, 64 << 20);
}
