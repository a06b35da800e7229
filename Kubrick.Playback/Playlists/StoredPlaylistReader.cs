using System.Text;
using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace Kubrick.Playback.Playlists;

/// <summary>Reads playlists from the storage. An absent playlist is cached briefly, because each viewer polls once a second while a stream starts.</summary>
internal sealed class StoredPlaylistReader(IObjectReader objects, StoragePlaces places, StorageKeys keys, MediaNames names, IMemoryCache cache, TimeProvider clock)
{
    private static readonly TimeSpan NewAge = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AbsenceLifetime = TimeSpan.FromMilliseconds(500);

    // A day of two-second segments takes 5 MB.
    private const int MaxBytes = 32 << 20;

    private const int EndBytes = 64;

    private static ReadOnlySpan<byte> EndTag => "#EXT-X-ENDLIST"u8;

    /// <summary>The playlist of a stream; null where there is none.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="mustExist">Whether the playlist is known to be stored by now, so that a cached absence does not count.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="StorageException">The storage cannot be reached.</exception>
    public async Task<PlaylistSnapshot?> FindAsync(string recordingId, bool mustExist, CancellationToken cancellationToken)
    {
        var key = keys.Playlist(recordingId);
        if (!mustExist && cache.TryGetValue(key, out _))
        {
            return null;
        }

        if (await ReadAsync(objects, key, cancellationToken) is { } stored)
        {
            return stored;
        }

        cache.Set(key, true, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = AbsenceLifetime, Size = 1 });
        return null;
    }

    /// <summary>Whether a stored playlist was written a moment ago; false where the storage does not say it.</summary>
    public async Task<bool> IsNewAsync(string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            return await objects.FindAsync(keys.Playlist(recordingId), cancellationToken) is { } stored && clock.GetUtcNow() - stored.LastModified < NewAge;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    /// <summary>The playlist that Recordings names, which may be in another storage than the configured one; null where there is none.</summary>
    /// <exception cref="StorageException">The storage cannot be reached.</exception>
    public async Task<PlaylistSnapshot?> ReadAsync(StreamTicket ticket, CancellationToken cancellationToken) =>
        places.Find(ticket.Provider, ticket.Bucket) is { } place
            ? await ReadAsync(place.Reader, ticket.PlaylistKey ?? keys.Playlist(ticket.RecordingId), cancellationToken)
            : null;

    private async Task<PlaylistSnapshot?> ReadAsync(IObjectReader reader, string key, CancellationToken cancellationToken)
    {
        await using var content = await reader.OpenReadAsync(key, 0, MaxBytes, cancellationToken);
        if (content is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        var text = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        return text.IsEmpty ? null : new PlaylistSnapshot(text, IsFinal(text.Span), IsTransportStream(text.Span));
    }

    /// <summary>The playlist with its end (<c>EXT-X-ENDLIST</c>), which the first system did not always store. Without it, players reload the playlist forever.</summary>
    public static PlaylistSnapshot WithEnd(PlaylistSnapshot playlist)
    {
        if (playlist.IsFinal)
        {
            return playlist;
        }

        byte[] ended = [.. playlist.Text.Span.TrimEnd("\r\n"u8), .. "\n"u8, .. EndTag, .. "\n"u8];
        return playlist with { Text = ended, IsFinal = true };
    }

    /// <summary>The name of the newest segment says what the playlist lists.</summary>
    private bool IsTransportStream(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd("\r\n"u8);
        var name = text[(text.LastIndexOf((byte)'\n') + 1)..];
        return name.Length <= names.LongestName && names.Parse(Encoding.UTF8.GetString(name)) is { Kind: MediaKind.TransportSegment };
    }

    private static bool IsFinal(ReadOnlySpan<byte> text) => text[^Math.Min(text.Length, EndBytes)..].IndexOf(EndTag) >= 0;
}

/// <summary>A playlist as read from the storage.</summary>
/// <param name="Text">Its bytes.</param>
/// <param name="IsFinal">It lists the whole stream and never changes again (<c>EXT-X-ENDLIST</c>).</param>
/// <param name="IsTransportStream">It lists MPEG-TS segments, which have no parts.</param>
internal sealed record PlaylistSnapshot(ReadOnlyMemory<byte> Text, bool IsFinal, bool IsTransportStream);
