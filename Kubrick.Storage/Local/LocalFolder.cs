using Kubrick.Storage.Keys;

namespace Kubrick.Storage.Local;

/// <summary>The layout of the storage folder (<c>docs/storage-setup.md</c>). Keys become paths only here.</summary>
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

    /// <summary>One folder per object, under its key, with one small file per version.</summary>
    public string Metadata { get; }

    /// <summary>One folder per open upload.</summary>
    public string Uploads { get; }

    /// <summary>Files while they are written or removed; on the same file system, so that a rename is atomic.</summary>
    public string Temp { get; }

    public string SigningKey { get; }

    public void Create()
    {
        foreach (var path in (string[])[Root, Objects, Metadata, Uploads, Temp])
        {
            Directory.CreateDirectory(path);
        }
    }

    /// <exception cref="ArgumentException">The key does not match the grammar.</exception>
    public string ObjectPath(string key) => Path.Combine(Objects, ObjectKey.Check(key));

    /// <exception cref="ArgumentException">The key does not match the grammar.</exception>
    public string MetadataPath(string key) => Path.Combine(Metadata, ObjectKey.Check(key));

    public string NewTempPath() => Path.Combine(Temp, Guid.NewGuid().ToString("N"));

    /// <summary>
    /// Moves a whole folder to <see cref="Temp"/> by one rename, so that no reader sees it half removed; returns its new path, or null if it
    /// does not exist. The sweeper removes what a crash leaves there.
    /// </summary>
    public string? TryRetire(string path)
    {
        if (!Directory.Exists(path))
        {
            return null;
        }

        var retired = NewTempPath();
        try
        {
            Directory.Move(path, retired);
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }

        Posix.FlushDirectory(Path.GetDirectoryName(path)!);
        return retired;
    }
}
