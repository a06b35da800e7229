using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kubrick.Storage.Local;

/// <summary>
/// The metadata that a file system does not store: content type, ETag, caching. It has its own folder tree with one small file per version
/// of an object, named by the time and length of the object's file. The description is written before the object is renamed into place, so
/// the rename alone decides which version is current, and neither a crash nor a concurrent reader sees a mixture.
/// </summary>
internal sealed class LocalMetadata(LocalFolder folder)
{
    private const string Suffix = ".json";
    private const string Seal = ".sealed";

    /// <summary>Describes a version that is about to be stored; false if another version has the same time and length.</summary>
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
        file.Commit(path, createFolders: true);
        return true;
    }

    /// <summary>Describes a version that is about to be moved to this key; a description of the same version, which a crash has left, is replaced.</summary>
    public async Task ReplaceAsync(string key, LocalVersion version, ObjectDescription description, CancellationToken cancellationToken)
    {
        await using var file = new PendingFile(folder);
        await JsonSerializer.SerializeAsync(file.Stream, description, DescriptionJson.Default.ObjectDescription, cancellationToken);
        await file.SealAsync(version.LastModified, cancellationToken);
        file.Commit(PathOf(key, version), createFolders: true);
    }

    /// <summary>Removes the descriptions of other versions than the current one.</summary>
    public void RemoveOthers(string key, LocalVersion current)
    {
        foreach (var file in Files(key).Where(file => file != PathOf(key, current)))
        {
            File.Delete(file);
        }
    }

    /// <summary>Whether signed writes of a key are refused.</summary>
    public bool IsSealed(string key) => File.Exists(SealOf(key));

    /// <summary>Refuses signed writes of a key.</summary>
    public async Task SealAsync(string key, CancellationToken cancellationToken)
    {
        await using var file = new PendingFile(folder);
        await file.Stream.FlushAsync(cancellationToken);
        file.Stream.Flush(flushToDisk: true);
        await file.Stream.DisposeAsync();
        file.Commit(SealOf(key), createFolders: true);
    }

    /// <summary>Accepts signed writes of a key again.</summary>
    public void Unseal(string key)
    {
        if (IsSealed(key))
        {
            File.Delete(SealOf(key));
        }
    }

    /// <summary>The description of a version; null if there is none (the file was copied by hand or restored from a backup).</summary>
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

    /// <summary>Removes the descriptions of an object, and its seal.</summary>
    public void Remove(string key)
    {
        Unseal(key);
        foreach (var file in Files(key))
        {
            File.Delete(file);
        }

        RemoveFolder(key);
    }

    /// <summary>Removes the description of one version.</summary>
    public void Remove(string key, LocalVersion version)
    {
        var path = PathOf(key, version);
        if (File.Exists(path))
        {
            File.Delete(path);
            RemoveFolder(key);
        }
    }

    private void RemoveFolder(string key)
    {
        try
        {
            Directory.Delete(folder.MetadataPath(key));
        }
        catch (IOException)
        {
            // It does not exist, or contains other files, or the folders of longer keys.
        }
    }

    private string SealOf(string key) => Path.Combine(folder.MetadataPath(key), Seal);

    /// <summary>The name starts with a dot, which no segment of a key does.</summary>
    private string PathOf(string key, LocalVersion version) => Path.Combine(
        folder.MetadataPath(key),
        string.Create(CultureInfo.InvariantCulture, $".{version.LastModified.UtcTicks:x}-{version.Length:x}{Suffix}"));
}

/// <summary>Identifies a version of an object's file.</summary>
internal readonly record struct LocalVersion(DateTimeOffset LastModified, long Length);

internal sealed record ObjectDescription(string ContentType, string ETag, string? CacheControl);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ObjectDescription))]
internal sealed partial class DescriptionJson : JsonSerializerContext;
