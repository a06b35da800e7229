namespace Kubrick.Recordings.Documents;

/// <summary>Where the playlist of a stream is stored. The first (Node) system stored its key as <c>storageKey</c>.</summary>
internal static class StoredPlaylist
{
    private const string Extension = ".m3u8";

    /// <summary>The key that the document names; null where it names none, and the playlist has the key of the settings' pattern.</summary>
    public static string? KeyOf(Recording recording) =>
        recording.HlsManifestKey ?? (recording.StorageKey is { } key && key.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? key : null);

    /// <summary>
    /// The prefix of the stream's objects, with the slash: everything up to the segment of the playlist's key that is the recording's id. Beside the playlist's folder, the first
    /// system stored the received bytes there. Null where no folder is named by the id: such a folder may contain objects of other recordings.
    /// </summary>
    public static string? OwnFolder(Recording recording)
    {
        if (KeyOf(recording) is not { } key)
        {
            return null;
        }

        var id = recording.Id.ToString();
        var segments = key.Split('/');
        // The last segment is the playlist's own name.
        var own = Array.FindLastIndex(segments, segments.Length - 1, segment => segment.Equals(id, StringComparison.OrdinalIgnoreCase));
        return own < 0 || own == segments.Length - 1 ? null : string.Concat(segments.Take(own + 1).Select(segment => segment + "/"));
    }
}
