namespace Kubrick.Storage;

/// <summary>
/// Uploads in parts that survive a lost network and a restarted browser. S3 and local: multipart, parts in any order, each to its own
/// URL. GCS: one session URI, parts in order with <c>Content-Range</c>.
/// </summary>
public interface IResumableUploads
{
    /// <summary>Opens a session.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    Task<UploadSession> BeginAsync(UploadRequest request, CancellationToken cancellationToken);

    /// <summary>The URL that takes one part by PUT; signed anew at every call. Relative with the provider <c>local</c>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="partNumber">From 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<Uri> SignPartAsync(UploadSession session, int partNumber, CancellationToken cancellationToken);

    /// <summary>What the storage holds of the upload so far; null where the session is gone (completed, aborted or expired).</summary>
    /// <exception cref="StorageException">The storage could not be asked.</exception>
    Task<ReceivedBytes?> FindReceivedAsync(UploadSession session, CancellationToken cancellationToken);

    /// <summary>Makes the object from its parts, in the order of their numbers whatever the order of the list. Safe to ask again after a lost answer.</summary>
    /// <exception cref="StorageException">
    /// With <see cref="StorageError.UploadNotFound"/>: the session is gone and no object is stored under the key;
    /// <see cref="StorageError.PartMismatch"/>: a part is missing, named twice, too small, or its ETag is another.
    /// </exception>
    Task<StoredObject> CompleteAsync(UploadSession session, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken);

    /// <summary>Gives the session up and removes its parts. A session that is gone counts as aborted.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    Task AbortAsync(UploadSession session, CancellationToken cancellationToken);
}
