using Kubrick.Storage.Keys;

namespace Kubrick.Storage.Local;

/// <summary>Where everything of the provider <c>local</c> lies (<c>docs/storage.md</c>). Keys become paths here and nowhere else.</summary>
internal sealed class LocalFolder
{
    public LocalFolder(string root)
    {
        Root = Path.GetFullPath(root);
        Objects = Path.Combine(Root, "objects");
        Metadata = Path.Combine(Root, "metadata");
        Uploads = Path.Combine(Root, "uploads");
        Temp = Path.Combine(Root, "tmp");
        SigningKey = Path.Combine(Root, "signing.key");
    }

    public string Root { get; }

    /// <summary>One file per object, under its key.</summary>
    public string Objects { get; }

    /// <summary>One folder per object, under its key, with one small file per version of it.</summary>
    public string Metadata { get; }

    /// <summary>One folder per open upload.</summary>
    public string Uploads { get; }

    /// <summary>What is being written or removed; on the same file system, so that a rename is atomic.</summary>
    public string Temp { get; }

    public string SigningKey { get; }

    public void Create()
    {
        foreach (var path in (string[])[Root, Objects, Metadata, Uploads, Temp])
        {
            Directory.CreateDirectory(path);
        }
    }

    /// <exception cref="ArgumentException">The key is outside of the grammar.</exception>
    public string ObjectPath(string key) => Path.Combine(Objects, ObjectKey.Check(key));

    /// <exception cref="ArgumentException">The key is outside of the grammar.</exception>
    public string MetadataPath(string key) => Path.Combine(Metadata, ObjectKey.Check(key));

    public string NewTempPath() => Path.Combine(Temp, Guid.NewGuid().ToString("N"));

    /// <summary>
    /// Takes a whole folder out of sight by one rename, so that nobody sees it half removed; answers where it is now, or null where
    /// there is none. What a crash leaves there is swept later.
    /// </summary>
    public string? TryRetire(string path)
    {
        if (!Directory.Exists(path))
        {
            return null;
        }

        var doomed = NewTempPath();
        try
        {
            Directory.Move(path, doomed);
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }

        Posix.FlushDirectory(Path.GetDirectoryName(path)!);
        return doomed;
    }
}
