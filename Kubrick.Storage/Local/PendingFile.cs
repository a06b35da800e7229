namespace Kubrick.Storage.Local;

/// <summary>
/// A file on its way: written beside the others, flushed to the disk, then renamed to its name. Who looks sees the old file or
/// the whole new one. Disposed without <see cref="Commit"/>, nothing of it stays.
/// </summary>
internal sealed class PendingFile : IAsyncDisposable
{
    private const int BufferBytes = 128 << 10;
    private const int Attempts = 5;

    private readonly LocalFolder folder;
    private readonly string path;
    private bool committed;

    public PendingFile(LocalFolder folder)
    {
        this.folder = folder;
        path = folder.NewTempPath();
        Stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes, FileOptions.Asynchronous);
    }

    public FileStream Stream { get; }

    /// <summary>Flushes what was written to the disk and sets the time that the file will be known by.</summary>
    public async ValueTask SealAsync(DateTimeOffset lastModified, CancellationToken cancellationToken)
    {
        await Stream.FlushAsync(cancellationToken);
        File.SetLastWriteTimeUtc(Stream.SafeFileHandle, lastModified.UtcDateTime);
        Stream.Flush(flushToDisk: true);
        await Stream.DisposeAsync();
    }

    /// <summary>Gives the sealed file its name, in place of what has it. Missing folders are made where <paramref name="makeFolders"/> says so.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is missing, and may not be made.</exception>
    public void Commit(string target, bool makeFolders)
    {
        var directory = Path.GetDirectoryName(target)!;
        for (var attempt = 1; ; attempt++)
        {
            if (makeFolders)
            {
                MakeDurable(directory);
            }

            try
            {
                File.Move(path, target, overwrite: true);
                break;
            }
            catch (DirectoryNotFoundException) when (makeFolders && attempt < Attempts)
            {
                // Somebody removed the empty folder between the two calls.
            }
        }

        committed = true;
        Posix.FlushDirectory(directory);
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        if (!committed)
        {
            File.Delete(path);
        }
    }

    /// <summary>Makes a folder and those above it, each durable in the one that holds it.</summary>
    private void MakeDurable(string directory)
    {
        if (directory.Length <= folder.Root.Length || Directory.Exists(directory))
        {
            return;
        }

        var parent = Path.GetDirectoryName(directory)!;
        MakeDurable(parent);
        Directory.CreateDirectory(directory);
        Posix.FlushDirectory(parent);
    }
}
