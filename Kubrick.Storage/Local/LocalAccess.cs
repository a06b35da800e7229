namespace Kubrick.Storage.Local;

/// <summary>What serves the signed URLs of the provider <c>local</c>.</summary>
public sealed class LocalAccess
{
    internal LocalAccess(LocalFolder folder, LocalUrlSigner signer, LocalObjects objects, LocalUploads uploads)
    {
        Folder = folder;
        Signer = signer;
        Objects = objects;
        Uploads = uploads;
        Mover = new LocalObjectMover(folder, objects);
    }

    /// <summary>Verifies the URLs.</summary>
    public LocalUrlSigner Signer { get; }

    /// <summary>The objects.</summary>
    public LocalObjects Objects { get; }

    /// <summary>The open uploads.</summary>
    public LocalUploads Uploads { get; }

    internal LocalFolder Folder { get; }

    internal LocalObjectMover Mover { get; }

    internal StorageLocation Location => new(StorageLocation.Local, Path.GetFileName(Folder.Root));

    internal StoragePlace Place => new(Location, Signer, Objects, Objects, Objects, Objects, Uploads, Uploads) { Mover = Mover };

    /// <summary>Opens a folder.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static LocalAccess Open(LocalStorageOptions options, StorageOptions storage, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = new LocalFolder(options.Root);
        folder.Create();
        var space = new LocalFreeSpace(folder, options);
        var signer = new LocalUrlSigner(SigningKeyFile.Read(folder, options.SigningKey), storage, time, options.PublicEndpoint);
        var objects = new LocalObjects(folder, space, options, time);
        return new LocalAccess(folder, signer, objects, new LocalUploads(folder, objects, space, signer, storage, time));
    }
}
