namespace Kubrick.Recordings.Documents;

/// <summary>Where the playlist of a stream is stored. The first (Node) system stored its key as <c>storageKey</c>.</summary>
internal static class StoredPlaylist
{
    private const string Extension = ".m3u8";

    /// <summary>The key that the document names; null where it names none, and the playlist has the key of the settings' pattern.</summary>
    public static string? KeyOf(Recording recording) =>
        recording.HlsManifestKey ?? (recording.StorageKey is { } key && key.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? key : null);

    /// <summary>
    /// The prefix of the playlist's folder, with the slash. Null where the folder does not have the recording's id as a segment: such a folder may contain objects
    /// of other recordings.
    /// </summary>
    public static string? OwnFolder(Recording recording)
    {
        if (KeyOf(recording) is not { } key || key.LastIndexOf('/') is not (> 0 and var end))
        {
            return null;
        }

        var folder = key[..end];
        return folder.Split('/').Contains(recording.Id.ToString(), StringComparer.OrdinalIgnoreCase) ? folder + "/" : null;
    }
}
