namespace Kubrick.Recordings.Documents;

/// <summary>Keeps every stored original of a recording known while it is uploaded again, and afterwards.</summary>
internal static class EarlierOriginals
{
    /// <summary>Whether a video is stored under the recording's key. The first system stored the declared size before the upload.</summary>
    public static bool HasStored(this Recording recording) =>
        recording is { FileBytes: > 0 } and not { Status: RecordingStatus.Uploading, StoredVersion: null, Recovered: false };

    /// <summary>The original that the recording's upload replaces when it is complete; null for none.</summary>
    public static EarlierOriginal? FindReplaced(this Recording recording) =>
        recording.Earlier.FirstOrDefault(kept => kept.Key == recording.StorageKey && kept.IsAt(recording.StorageProvider, recording.StorageBucket));

    /// <summary>
    /// The originals of a recording that is uploaded again, the newest last. While an upload runs, the recording describes that, and not what is stored under the same key: the
    /// description of the first time stays.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="isElsewhere">Whether the upload goes to another key or place. Then its key is forgotten, whatever is stored under it.</param>
    public static IReadOnlyList<EarlierOriginal> KeepStored(this Recording recording, bool isElsewhere) =>
        recording.FindReplaced() is null && (isElsewhere || recording.HasStored()) && EarlierOriginal.Of(recording) is { } stored
            ? [.. recording.Earlier, stored]
            : recording.Earlier;

    /// <summary>The recording after an object was stored under its key: what was there before is gone.</summary>
    public static Recording ForgetReplaced(this Recording recording) => recording.FindReplaced() is { } replaced
        ? recording with { Earlier = [.. recording.Earlier.Where(kept => kept != replaced)] }
        : recording;

    /// <summary>The recording whose upload is given up before it was complete: what was its original before is that again.</summary>
    public static Recording RestoreOriginal(this Recording recording) => recording.KeepStored(isElsewhere: false) is { Count: > 0 } kept
        ? kept[^1].Restore(recording with { Earlier = [.. kept.SkipLast(1)] })
        : recording;
}
