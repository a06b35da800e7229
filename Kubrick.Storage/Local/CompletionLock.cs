namespace Kubrick.Storage.Local;

/// <summary>
/// Lets one process at a time complete an upload: replicas on one machine share the folder. The lock goes with the process that holds it, and
/// its file with the session.
/// </summary>
internal static class CompletionLock
{
    /// <summary><c>EWOULDBLOCK</c> of Linux: another process has the file locked.</summary>
    private const int WouldBlock = 11;

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
            catch (IOException exception) when (exception.HResult == WouldBlock || File.Exists(path))
            {
                // Whoever had it may have removed the session with it since: the next look tells.
                await Task.Delay(LookAgain, cancellationToken);
            }
            catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
            {
                throw LocalFailure.Wrap(exception);
            }
        }
    }
}
