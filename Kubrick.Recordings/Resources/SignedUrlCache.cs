using System.Collections.Concurrent;
using Kubrick.Storage;

namespace Kubrick.Recordings.Resources;

/// <summary>
/// Keeps signed URLs in bounded memory, in two generations: when the younger one is full, it becomes the older one, which is forgotten. What is asked for moves to the younger one.
/// </summary>
/// <param name="capacity">The most URLs that are kept.</param>
internal sealed class SignedUrlCache(int capacity)
{
    private readonly Lock turn = new();
    private volatile ConcurrentDictionary<UrlKey, KeptUrl> younger = new();
    private volatile ConcurrentDictionary<UrlKey, KeptUrl> older = new();
    private int count;

    /// <summary>The URL of an object; null if none is kept.</summary>
    public Uri? Find(UrlKey key, DateTimeOffset now)
    {
        if (younger.TryGetValue(key, out var kept))
        {
            return kept.Until > now ? kept.Url : null;
        }

        if (!older.TryGetValue(key, out kept) || kept.Until <= now)
        {
            return null;
        }

        Keep(key, kept);
        return kept.Url;
    }

    /// <summary>Keeps a URL; a later one of the same object replaces it.</summary>
    public void Keep(UrlKey key, KeptUrl url)
    {
        if (!younger.TryAdd(key, url))
        {
            younger[key] = url;
            return;
        }

        if (Interlocked.Increment(ref count) < capacity / 2)
        {
            return;
        }

        lock (turn)
        {
            if (count >= capacity / 2)
            {
                (older, younger, count) = (younger, new(), 0);
            }
        }
    }
}

/// <summary>What a URL is signed for.</summary>
/// <param name="Location">Where the object lies.</param>
/// <param name="Key">Its key.</param>
/// <param name="Version">The version of its recording: what is stored under a key may be replaced, and then browsers must not find the old bytes under the same URL.</param>
/// <param name="FileName">The name of the download; null for none.</param>
/// <param name="ContentType">The content type of the response; null for the stored one.</param>
internal sealed record UrlKey(StorageLocation Location, string Key, long Version, string? FileName, string? ContentType);

/// <summary>A signed URL, and until when clients get it.</summary>
internal sealed record KeptUrl(Uri Url, DateTimeOffset Until);
