namespace Kubrick.Storage.Local;

/// <summary>
/// Lets one process at a time complete an upload: replicas on one machine share the folder. The lock is released when its process dies, and
/// its file is removed with the session.
/// </summary>
internal static class CompletionLock
{
    /// <summary><c>EWOULDBLOCK</c> of Linux: another process has the file locked.</summary>
    private const int WouldBlock = 11;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for the lock of a session's folder; null if the folder does not exist.</summary>
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
            catch (IOException exception) when (exception.HResult == WouldBlock || File.Exists(path))
            {
                // Its owner may remove the session, and the lock with it: try again.
                await Task.Delay(RetryDelay, cancellationToken);
            }
            catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
            {
                throw LocalFailure.Wrap(exception);
            }
        }
    }
}
