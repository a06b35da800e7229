using Kubrick.Recordings.Documents;
using Kubrick.Storage;

namespace Kubrick.Recordings.Moving;

/// <summary>Which recordings may be moved.</summary>
internal static class MoveRules
{
    /// <summary>Why a recording cannot be moved now, as the end of a sentence; null if it can.</summary>
    public static string? Refuse(Recording recording, StorageLocation to, StorageKeys keys) => recording switch
    {
        _ when IsBeingStored(recording.LibraryStatus) => $"it is '{WireNames<RecordingStatus>.Of(recording.LibraryStatus)}'",
        _ when recording.IsBeingProcessed() => "it is being processed",
        { UploadId: not null } or { LostAt: not null } => "it has an open upload",
        { StorageCopy.RemoveAt: { } at } => $"it was moved before, and its old objects are removed after {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC",
        { StorageCopy: { } copy } when !copy.IsAt(to.Provider, to.Bucket) => $"a move of it to {copy.Provider} '{copy.Bucket}' is unfinished; finish that one first",
        _ when WouldOverwrite(recording, to) => "an earlier original of it has the same key there; delete the recording, or finish its upload, first",
        _ when IsPlaylistShared(recording, keys) => "its playlist is in a folder that may contain other recordings",
        _ => null,
    };

    /// <summary>The key of the object without which the recording cannot be played; null where it may have none.</summary>
    public static string? RequiredKey(Recording recording, StorageKeys keys) => recording.LibraryStatus != RecordingStatus.Ready
        ? null
        : recording.PlaybackFormat == PlaybackFormat.Hls
            ? StoredPlaylist.KeyOf(recording) ?? keys.Playlist(recording.Id.ToString())
            : recording.StorageKey;

    /// <summary>Whether one of its earlier originals has, in the new place, the key of an original that would be moved there.</summary>
    private static bool WouldOverwrite(Recording recording, StorageLocation to) => recording.Earlier.Where(kept => kept.IsAt(to.Provider, to.Bucket)).Any(there =>
        there.Key == recording.StorageKey
        || recording.Earlier.Any(moved => moved.Key == there.Key && moved.IsAt(recording.StorageProvider, recording.StorageBucket)));

    /// <summary>Something writes its objects.</summary>
    private static bool IsBeingStored(RecordingStatus status) => status is RecordingStatus.Uploading or RecordingStatus.Recording or RecordingStatus.Processing;

    private static bool IsPlaylistShared(Recording recording, StorageKeys keys) =>
        StoredPlaylist.KeyOf(recording) is { } key
        && StoredPlaylist.OwnFolder(recording) is null
        && !key.StartsWith(keys.StreamPrefix(recording.Id.ToString()), StringComparison.Ordinal);
}
