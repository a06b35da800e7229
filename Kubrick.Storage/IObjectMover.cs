namespace Kubrick.Storage;

/// <summary>Moves objects within one place.</summary>
public interface IObjectMover
{
    /// <summary>
    /// Moves an object to another key, where it replaces what is there. Readers of that key see the old object or the whole new one. Safe to repeat: a crash leaves the object under its
    /// first key, or under both.
    /// </summary>
    /// <param name="arrived">The object as it was found.</param>
    /// <param name="to">The other key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The moved object; null if it is no longer there, or has changed.</returns>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    Task<StoredObject?> MoveAsync(StoredObject arrived, string to, CancellationToken cancellationToken);

    /// <summary>
    /// Refuses signed writes of a key from now on, where the storage can (<c>local</c>); elsewhere they stay possible until their URLs expire, which is this default.
    /// </summary>
    /// <exception cref="StorageException">The storage could not be written.</exception>
    Task SealAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Accepts signed writes of a key again.</summary>
    /// <exception cref="StorageException">The storage could not be written.</exception>
    Task UnsealAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;
}
