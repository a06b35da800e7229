namespace Kubrick.Recordings.Documents;

/// <summary>Another place with objects of a recording: the one that it is being moved to, or the one that it was moved from.</summary>
internal sealed record StorageCopy
{
    /// <summary>How long a move may go without a renewal of its claim. It writes nothing then, and an upload may begin.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan UnrenewedLifetime = TimeSpan.FromHours(1);

    public required string Provider { get; init; }

    public required string Bucket { get; init; }

    /// <summary>When the move began to copy.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Which run of a move copies; null in documents of earlier versions. A run that does not find its own any more must not write.</summary>
    public string? Token { get; init; }

    /// <summary>When that run was last known to copy; null if it was not since <see cref="StartedAt"/>.</summary>
    public DateTimeOffset? RenewedAt { get; init; }

    /// <summary>
    /// When the objects in the old place are removed: no signed URL of them is valid any more. Null while the recording is still in the old place.
    /// </summary>
    public DateTimeOffset? RemoveAt { get; init; }

    /// <summary>Consecutive failures of the removal.</summary>
    public int Failures { get; init; }

    /// <summary>
    /// Whether a move writes or removes objects there: its claim was renewed not long ago, or it is done and has left objects. A claim of an earlier version is not renewed;
    /// its move was killed if it began an hour ago.
    /// </summary>
    public bool IsInUse(DateTimeOffset at) => RemoveAt is not null || at - (RenewedAt ?? StartedAt) < (Token is null ? UnrenewedLifetime : Lifetime);

    public bool IsAt(string provider, string bucket) => Provider == provider && Bucket == bucket;
}
