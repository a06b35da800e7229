namespace Kubrick.Recordings.Documents;

/// <summary>Another place with objects of a recording: the one that it is being moved to, or the one that it was moved from.</summary>
internal sealed record StorageCopy
{
    public required string Provider { get; init; }

    public required string Bucket { get; init; }

    /// <summary>When the move began to copy.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>
    /// When the objects in the old place are removed: no signed URL of them is valid any more. Null while the recording is still in the old place.
    /// </summary>
    public DateTimeOffset? RemoveAt { get; init; }

    /// <summary>Consecutive failures of the removal.</summary>
    public int Failures { get; init; }

    public bool IsAt(string provider, string bucket) => Provider == provider && Bucket == bucket;
}
