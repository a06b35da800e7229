namespace Kubrick.Storage;

/// <summary>The Cache-Control headers of stored objects (<c>docs/storage.md</c>).</summary>
public static class CacheRules
{
    /// <summary>Media and images: the bytes of a key never change.</summary>
    public const string Media = "public, max-age=31536000, immutable";

    /// <summary>Playlists, which grow.</summary>
    public const string Playlist = "no-cache";
}
