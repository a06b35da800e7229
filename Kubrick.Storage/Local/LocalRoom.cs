namespace Kubrick.Storage.Local;

/// <summary>
/// Refuses what would use the room that must stay free, before a byte of it is taken: a disk filled to the brim takes the database
/// beside it down too.
/// </summary>
internal sealed class LocalRoom(LocalFolder folder, LocalStorageOptions options)
{
    public bool IsShort => Free() < options.ReservedBytes;

    /// <exception cref="StorageException">With <see cref="StorageError.Full"/>: there is not enough room.</exception>
    public void Require(long bytes)
    {
        if (Free() - options.ReservedBytes < bytes)
        {
            throw new StorageException(StorageError.Full, "The storage folder's disk has no room for this.");
        }
    }

    private long Free() => new DriveInfo(folder.Root).AvailableFreeSpace;
}
