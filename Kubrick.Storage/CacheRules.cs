namespace Kubrick.Storage;

/// <summary>The Cache-Control headers that objects are stored with (<c>docs/storage.md</c>).</summary>
public static class CacheRules
{
    /// <summary>Media and pictures: a key's bytes never change.</summary>
    public const string Media = "public, max-age=31536000, immutable";

    /// <summary>Playlists, which grow.</summary>
    public const string Playlist = "no-cache";
}
