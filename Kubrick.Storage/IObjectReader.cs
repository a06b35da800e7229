namespace Kubrick.Storage;

/// <summary>Reads objects.</summary>
public interface IObjectReader
{
    /// <summary>The metadata of an object; null if there is none.</summary>
    /// <exception cref="StorageException">The storage could not be read.</exception>
    Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Opens an object, whole or from <paramref name="offset"/> for at most <paramref name="length"/> bytes (null: to the end); null
    /// if there is none. The caller disposes the stream.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is negative or starts after the end of the object.</exception>
    /// <exception cref="StorageException">The storage could not be read.</exception>
    Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken);
}
