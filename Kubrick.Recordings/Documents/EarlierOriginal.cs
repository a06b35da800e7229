namespace Kubrick.Recordings.Documents;

/// <summary>
/// A stored original of a recording that was uploaded again: to another key or place, where it stays until the recording is deleted, or to the same one, where it stays until the
/// new upload is complete. If that is given up, it is the recording's original again.
/// </summary>
internal sealed record EarlierOriginal
{
    /// <summary>The most that a recording keeps. In each place it has two keys at most, and one more for each upload whose beginning was lost, unless the patterns of keys are changed.</summary>
    public const int Max = 16;

    public string? Provider { get; init; }

    public string? Bucket { get; init; }

    public required string Key { get; init; }

    public required string MimeType { get; init; }

    public bool IsMimeTypeCorrected { get; init; }

    public required long FileBytes { get; init; }

    public ObjectVersion? Version { get; init; }

    /// <summary>Why it was uploaded again; null where unknown.</summary>
    public string? ErrorReason { get; init; }

    /// <summary>What is stored of a recording; null for nothing.</summary>
    public static EarlierOriginal? Of(Recording recording) => recording is not { StorageKey: { } key, FileBytes: > 0 and var bytes }
        ? null
        : new EarlierOriginal
        {
            Provider = recording.StorageProvider,
            Bucket = recording.StorageBucket,
            Key = key,
            MimeType = recording.MimeType,
            IsMimeTypeCorrected = recording.IsMimeTypeCorrected,
            FileBytes = bytes,
            Version = recording.StoredVersion,
            ErrorReason = recording.ErrorReason,
        };

    public bool IsAt(string? provider, string? bucket) => Provider == provider && Bucket == bucket;

    /// <summary>The recording with this original again.</summary>
    public Recording Restore(Recording recording) => recording with
    {
        StorageProvider = Provider,
        StorageBucket = Bucket,
        StorageKey = Key,
        MimeType = MimeType,
        IsMimeTypeCorrected = IsMimeTypeCorrected,
        FileBytes = FileBytes,
        StoredVersion = Version,
        ErrorReason = ErrorReason ?? recording.ErrorReason,
    };
}
