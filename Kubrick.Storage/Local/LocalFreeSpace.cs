namespace Kubrick.Storage.Local;

/// <summary>
/// Refuses writes that would use the reserved space of the disk, before the first byte: a full disk would also stop the database
/// that shares it.
/// </summary>
internal sealed class LocalFreeSpace(LocalFolder folder, LocalStorageOptions options)
{
    public bool IsLow => Free() < options.ReservedBytes;

    /// <summary>Whether so many bytes may be written.</summary>
    public bool Has(long bytes) => Free() - options.ReservedBytes >= bytes;

    /// <exception cref="StorageException">With <see cref="StorageError.Full"/>: there is not enough space.</exception>
    public void Require(long bytes)
    {
        if (!Has(bytes))
        {
            throw Full();
        }
    }

    /// <summary>The same for what is removed again soon, and may use the reserved space.</summary>
    /// <exception cref="StorageException">With <see cref="StorageError.Full"/>: there is not enough space.</exception>
    public void RequireInReserve(long bytes)
    {
        if (Free() < bytes)
        {
            throw Full();
        }
    }

    private static StorageException Full() => new(StorageError.Full, "The disk of the storage folder has not enough free space.");

    private long Free() => new DriveInfo(folder.Root).AvailableFreeSpace;
}
