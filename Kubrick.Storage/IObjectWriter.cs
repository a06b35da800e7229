namespace Kubrick.Storage;

/// <summary>Writes small objects whole: segments, playlists, thumbnails. For large ones see <see cref="IResumableUploads"/>.</summary>
public interface IObjectWriter
{
    /// <summary>Stores an object. Readers see the old bytes or all of the new ones, never a mixture.</summary>
    /// <param name="key">The key.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="contentType">The content type, as in <c>docs/storage.md</c>.</param>
    /// <param name="cacheControl">The Cache-Control header for readers; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    Task<StoredObject> PutAsync(string key, ReadOnlyMemory<byte> content, string contentType, string? cacheControl, CancellationToken cancellationToken);
}
