using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kubrick.Storage.Local;

/// <summary>
/// What a file cannot say of itself: content type, ETag, caching. It lies in a tree of its own, one small file per version of an
/// object, named by the object file's time and length. The description is written before the object is renamed into place, so the
/// rename alone decides which version is the current one, and neither a crash nor a reader in between sees a mixture.
/// </summary>
internal sealed class LocalMetadata(LocalFolder folder)
{
    private const string Suffix = ".json";

    /// <summary>Describes a version that is about to be put into place; false where that time and length are another version's.</summary>
    public async Task<bool> TryAddAsync(string key, LocalVersion version, ObjectDescription description, CancellationToken cancellationToken)
    {
        var path = PathOf(key, version);
        if (File.Exists(path))
        {
            return false;
        }

        await using var file = new PendingFile(folder);
        await JsonSerializer.SerializeAsync(file.Stream, description, DescriptionJson.Default.ObjectDescription, cancellationToken);
        await file.SealAsync(version.LastModified, cancellationToken);
        file.Commit(path, makeFolders: true);
        return true;
    }

    /// <summary>The description of a version; null where there is none (the file was put there by hand, or by a restored backup).</summary>
    public ObjectDescription? Find(string key, LocalVersion version)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(key, version)), DescriptionJson.Default.ObjectDescription);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The files that describe versions of an object.</summary>
    public string[] Files(string key)
    {
        try
        {
            return Directory.GetFiles(folder.MetadataPath(key), ".*" + Suffix, new EnumerationOptions { AttributesToSkip = 0 });
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Forgets an object.</summary>
    public void Remove(string key)
    {
        foreach (var file in Files(key))
        {
            File.Delete(file);
        }

        try
        {
            Directory.Delete(folder.MetadataPath(key));
        }
        catch (IOException)
        {
            // It is gone already, or it holds the folders of longer keys.
        }
    }

    /// <summary>A name that begins with a dot: no segment of a key does.</summary>
    private string PathOf(string key, LocalVersion version) => Path.Combine(
        folder.MetadataPath(key),
        string.Create(CultureInfo.InvariantCulture, $".{version.LastModified.UtcTicks:x}-{version.Length:x}{Suffix}"));
}

/// <summary>Tells one version of an object's file from the others.</summary>
internal readonly record struct LocalVersion(DateTimeOffset LastModified, long Length);

/// <summary>What is kept of one version.</summary>
internal sealed record ObjectDescription(string ContentType, string ETag, string? CacheControl);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ObjectDescription))]
internal sealed partial class DescriptionJson : JsonSerializerContext;
