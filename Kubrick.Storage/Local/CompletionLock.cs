namespace Kubrick.Storage.Local;

/// <summary>
/// Lets one process at a time complete an upload: replicas on one machine share the folder. The lock goes with the process that holds it, and
/// its file with the session.
/// </summary>
internal static class CompletionLock
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for the lock of the session in a folder; null where the session is gone, so that there is nothing to lock.</summary>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static async Task<FileStream?> EnterAsync(string session, CancellationToken cancellationToken)
    {
        var path = Path.Combine(session, "complete.lock");
        for (; ; )
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (DirectoryNotFoundException)
            {
                return null;
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(LookAgain, cancellationToken);
            }
            catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
            {
                throw LocalFailure.Wrap(exception);
            }
        }
    }
}
