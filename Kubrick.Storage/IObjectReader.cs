namespace Kubrick.Storage;

/// <summary>Reads objects.</summary>
public interface IObjectReader
{
    /// <summary>What is known of an object; null where there is none.</summary>
    /// <exception cref="StorageException">The storage could not be asked.</exception>
    Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Opens an object, whole or from <paramref name="offset"/> for at most <paramref name="length"/> bytes (null: to the end); null
    /// where there is none. The caller disposes the stream.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range begins behind the object's end, or is none.</exception>
    /// <exception cref="StorageException">The storage could not be asked.</exception>
    Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken);
}
