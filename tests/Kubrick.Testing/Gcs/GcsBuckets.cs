using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Kubrick.Testing.Gcs;

/// <summary>The buckets of the stub.</summary>
internal sealed class GcsBuckets
{
    private readonly ConcurrentDictionary<string, GcsBucket> all = new(StringComparer.Ordinal);

    public GcsBucket? Find(string name) => all.GetValueOrDefault(name);

    public bool Add(string name, JsonObject settings) => all.TryAdd(name, new GcsBucket(name, settings));
}

/// <summary>A bucket: its settings and its objects.</summary>
internal sealed class GcsBucket
{
    /// <summary>The shortest time between two writes of one object.</summary>
    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, GcsObject> objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> writes = new(StringComparer.Ordinal);
    private readonly Lock changes = new();
    private long generation;

    public GcsBucket(string name, JsonObject settings)
    {
        Name = name;
        Settings = settings;
        Settings["name"] = name;
        Settings["metageneration"] = "1";
    }

    public string Name { get; }

    public JsonObject Settings { get; }

    public GcsObject? Find(string name) => objects.GetValueOrDefault(name);

    /// <summary>Stores an object; null if the same one was written less than a second ago.</summary>
    public GcsObject? Put(string name, byte[] content, string contentType, string? cacheControl)
    {
        lock (changes)
        {
            if (writes.TryGetValue(name, out var last) && Stopwatch.GetElapsedTime(last) < WriteInterval)
            {
                return null;
            }

            writes[name] = Stopwatch.GetTimestamp();
            return objects[name] = new GcsObject(name, content, contentType, cacheControl, TimeProvider.System.GetUtcNow(), ++generation);
        }
    }

    public bool Remove(string name) => objects.TryRemove(name, out _);

    /// <summary>The objects in the order of their names.</summary>
    public IReadOnlyList<GcsObject> List(string prefix) =>
        [.. objects.Values.Where(found => found.Name.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(found => found.Name, StringComparer.Ordinal)];

    /// <summary>Replaces settings; false if they have changed since they were read.</summary>
    public bool Change(JsonObject patch, string? expected)
    {
        lock (changes)
        {
            var current = Settings["metageneration"]!.GetValue<string>();
            if (expected is not null && expected != current)
            {
                return false;
            }

            foreach (var (name, value) in patch)
            {
                Settings[name] = value?.DeepClone();
            }

            Settings["metageneration"] = (int.Parse(current, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
            return true;
        }
    }
}

/// <summary>An object.</summary>
internal sealed record GcsObject(string Name, byte[] Content, string ContentType, string? CacheControl, DateTimeOffset Updated, long Generation)
{
    /// <summary>In hex, as the XML API's ETag.</summary>
    public string Md5 { get; } = Convert.ToHexStringLower(Hash(Content));

    public JsonObject ToJson(string bucket) => new()
    {
        ["kind"] = "storage#object",
        ["name"] = Name,
        ["bucket"] = bucket,
        ["size"] = Content.Length.ToString(CultureInfo.InvariantCulture),
        ["contentType"] = ContentType,
        ["cacheControl"] = CacheControl,
        ["generation"] = Generation.ToString(CultureInfo.InvariantCulture),
        ["updated"] = Updated.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["md5Hash"] = Convert.ToBase64String(Hash(Content)),
        ["crc32c"] = GcsChecksum.Of(Content),
        ["etag"] = $"C{Generation}=",
    };

    // The protocol's checksum, not a protection.
    private static byte[] Hash(byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
