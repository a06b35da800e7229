using System.Text;
using Kubrick.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace Kubrick.Playback.Playlists;

/// <summary>Reads stored playlists. That there is none is remembered for a moment: while a stream begins every viewer asks once a second.</summary>
internal sealed class StoredPlaylists(IObjectReader objects, StorageKeys keys, MediaNames names, IMemoryCache cache)
{
    private static readonly TimeSpan AbsentFor = TimeSpan.FromMilliseconds(500);

    // A day of two-second segments has 5 MB.
    private const int Largest = 32 << 20;

    private const int EndBytes = 64;

    private static ReadOnlySpan<byte> EndTag => "#EXT-X-ENDLIST"u8;

    /// <summary>The playlist of a stream; null where there is none.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="mustBeThere">Whether something else says that it is stored by now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StorageException">The storage could not be asked.</exception>
    public async Task<StoredPlaylist?> FindAsync(string recordingId, bool mustBeThere, CancellationToken cancellationToken)
    {
        var key = keys.Playlist(recordingId);
        if (!mustBeThere && cache.TryGetValue(key, out _))
        {
            return null;
        }

        await using var content = await objects.OpenReadAsync(key, 0, Largest, cancellationToken);
        if (content is null)
        {
            cache.Set(key, true, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = AbsentFor, Size = 1 });
            return null;
        }

        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        var text = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        return text.IsEmpty ? null : new StoredPlaylist(text, IsOver(text.Span), IsTransportStream(text.Span));
    }

    /// <summary>Told by the newest segment's name.</summary>
    private bool IsTransportStream(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd("\r\n"u8);
        var name = text[(text.LastIndexOf((byte)'\n') + 1)..];
        return name.Length <= names.LongestName && names.Parse(Encoding.UTF8.GetString(name)) is { Kind: MediaKind.TransportSegment };
    }

    private static bool IsOver(ReadOnlySpan<byte> text) => text[^Math.Min(text.Length, EndBytes)..].IndexOf(EndTag) >= 0;
}
