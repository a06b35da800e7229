namespace Kubrick.Storage.Local;

/// <summary>
/// A file that is written to the temporary folder, flushed to the disk, then renamed to its final name: readers see the old file or the
/// whole new one. Dispose without <see cref="Commit"/> removes it.
/// </summary>
internal sealed class PendingFile : IAsyncDisposable
{
    private const int BufferBytes = 128 << 10;
    private const int Attempts = 5;

    private readonly LocalFolder folder;
    private readonly string path;
    private bool isKept;

    public PendingFile(LocalFolder folder)
    {
        this.folder = folder;
        path = folder.NewTempPath();
        Stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes, FileOptions.Asynchronous);
    }

    /// <summary>Takes a written file of the same file system, which stays where it is until <see cref="Commit"/>.</summary>
    public PendingFile(LocalFolder folder, string existing)
    {
        this.folder = folder;
        path = existing;
        isKept = true;
        Stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, BufferBytes, FileOptions.Asynchronous);
    }

    public FileStream Stream { get; }

    /// <summary>Flushes the file to the disk and sets its time of change.</summary>
    public async ValueTask SealAsync(DateTimeOffset lastModified, CancellationToken cancellationToken)
    {
        await Stream.FlushAsync(cancellationToken);
        File.SetLastWriteTimeUtc(Stream.SafeFileHandle, lastModified.UtcDateTime);
        Stream.Flush(flushToDisk: true);
        await Stream.DisposeAsync();
    }

    /// <summary>Moves the sealed file to its final name and replaces the file there. Creates missing folders if <paramref name="createFolders"/>.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is missing and must not be created.</exception>
    public void Commit(string target, bool createFolders)
    {
        var directory = Path.GetDirectoryName(target)!;
        for (var attempt = 1; ; attempt++)
        {
            if (createFolders)
            {
                CreateDurable(directory);
            }

            try
            {
                File.Move(path, target, overwrite: true);
                break;
            }
            catch (DirectoryNotFoundException) when (createFolders && attempt < Attempts)
            {
                // Another writer removed the empty folder between the two calls.
            }
        }

        isKept = true;
        Posix.FlushDirectory(directory);
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        if (!isKept)
        {
            File.Delete(path);
        }
    }

    /// <summary>Creates a folder and its parents and flushes each parent.</summary>
    private void CreateDurable(string directory)
    {
        if (directory.Length <= folder.Root.Length || Directory.Exists(directory))
        {
            return;
        }

        var parent = Path.GetDirectoryName(directory)!;
        CreateDurable(parent);
        Directory.CreateDirectory(directory);
        Posix.FlushDirectory(parent);
    }
}
