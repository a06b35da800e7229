using Kubrick.Storage;

namespace Kubrick.Playback.Playlists;

/// <summary>Reads stored playlists.</summary>
internal sealed class StoredPlaylists(IObjectReader objects)
{
    // A day of two-second segments has 5 MB.
    private const int Largest = 32 << 20;

    private const int EndBytes = 64;

    private static ReadOnlySpan<byte> EndTag => "#EXT-X-ENDLIST"u8;

    /// <summary>The playlist of a stream; null where there is none.</summary>
    /// <exception cref="StorageException">The storage could not be asked.</exception>
    public async Task<StoredPlaylist?> FindAsync(string recordingId, CancellationToken cancellationToken)
    {
        await using var content = await objects.OpenReadAsync(StorageKeys.Playlist(recordingId), 0, Largest, cancellationToken);
        if (content is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        var text = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        return text.IsEmpty ? null : new StoredPlaylist(text, IsOver(text.Span));
    }

    private static bool IsOver(ReadOnlySpan<byte> text) => text[^Math.Min(text.Length, EndBytes)..].IndexOf(EndTag) >= 0;
}
