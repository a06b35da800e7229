namespace Kubrick.Storage.Local;

/// <summary>
/// Refuses writes that would use the reserved space of the disk, before the first byte: a full disk would also stop the database
/// that shares it.
/// </summary>
internal sealed class LocalFreeSpace(LocalFolder folder, LocalStorageOptions options)
{
    public bool IsLow => Free() < options.ReservedBytes;

    /// <exception cref="StorageException">With <see cref="StorageError.Full"/>: there is not enough space.</exception>
    public void Require(long bytes)
    {
        if (Free() - options.ReservedBytes < bytes)
        {
            throw new StorageException(StorageError.Full, "The disk of the storage folder has not enough free space.");
        }
    }

    private long Free() => new DriveInfo(folder.Root).AvailableFreeSpace;
}
