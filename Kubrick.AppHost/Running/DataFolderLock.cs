namespace Kubrick.AppHost.Running;

/// <summary>Allows one run per data folder. The kernel releases the lock when the AppHost has exited, however it ends.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream file;

    private DataFolderLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock; creates the folder if necessary.</summary>
    /// <exception cref="DistributedApplicationException">Another run uses the folder.</exception>
    public static DataFolderLock Take(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new DataFolderLock(new FileStream(Path.Combine(folder, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException or DriveNotFoundException))
        {
            throw new DistributedApplicationException($"Kubrick is already running with this data folder: {folder}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
