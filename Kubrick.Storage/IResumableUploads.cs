namespace Kubrick.Storage;

/// <summary>
/// Uploads in parts, which survive a lost network and a restarted browser. S3 and local: multipart, parts in any order, each to its own
/// URL. GCS: one session URI, parts in order with <c>Content-Range</c>; the object is stored with its last byte, before it is completed here
/// (<see cref="StorageLocation.IsSerial"/>).
/// </summary>
public interface IResumableUploads
{
    /// <summary>Opens a session.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    Task<UploadSession> StartAsync(UploadRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Signs a URL that accepts one part by PUT. Relative with the provider <c>local</c>. With GCS it is the session's URI, the same for all parts: a
    /// secret for the uploading client only.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="partNumber">From 1 to 10,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<Uri> SignPartAsync(UploadSession session, int partNumber, CancellationToken cancellationToken);

    /// <summary>
    /// The same for a part whose checksum is known: the storage refuses other bytes. <c>local</c> compares both checksums; S3 compares the MD5, which the PUT
    /// must carry as a header. Other providers ignore them, which is this default.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="partNumber">From 1 to 10,000.</param>
    /// <param name="checksum">The part's checksums.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    async ValueTask<SignedPart> SignPartAsync(UploadSession session, int partNumber, PartChecksum checksum, CancellationToken cancellationToken) =>
        new(await SignPartAsync(session, partNumber, cancellationToken), SignedPart.NoHeaders);

    /// <summary>
    /// The parts that the storage has received; null if the upload was completed or aborted, or has expired; <c>local</c> keeps what has arrived of an expired one until its
    /// <see cref="IUploadOwner"/> releases it. With GCS a completed upload is still found while its object exists (<see cref="ReceivedParts.IsComplete"/>), because nothing distinguishes it from one whose last byte has arrived.
    /// </summary>
    /// <exception cref="StorageException">The storage could not be read.</exception>
    Task<ReceivedParts?> FindReceivedAsync(UploadSession session, CancellationToken cancellationToken);

    /// <summary>
    /// The first bytes of an open upload, so that they can be looked at before its parts are joined and its session ends: those of its first part. <c>local</c> keeps
    /// the parts as files; other providers cannot read them yet, and answer null, which is this default. Null also if there is no such upload or part.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="count">The most bytes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StorageException">The storage could not be read.</exception>
    Task<byte[]?> PeekAsync(UploadSession session, int count, CancellationToken cancellationToken) => Task.FromResult<byte[]?>(null);

    /// <summary>Creates the object from its parts, in the order of their numbers. Idempotent: safe to repeat after a lost answer.</summary>
    /// <exception cref="StorageException">
    /// With <see cref="StorageError.UploadNotFound"/>: the upload is gone and no object is stored under the key;
    /// <see cref="StorageError.PartMismatch"/>: a part is missing, named twice or too small, or its ETag is not the stored one (GCS compares sizes only).
    /// </exception>
    Task<StoredObject> CompleteAsync(UploadSession session, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken);

    /// <summary>
    /// The same for an object whose SHA-256 is known. <c>local</c> compares it while it joins the parts; other providers cannot and ignore it, which is this
    /// default. It was compared if <see cref="StoredObject.Sha256"/> is not null.
    /// </summary>
    /// <exception cref="StorageException">
    /// As above; and with <see cref="StorageError.ChecksumMismatch"/>: the joined parts have another SHA-256, or with <c>local</c> the file that was joined
    /// has, when it is read again. Nothing is stored, and the upload stays open: the parts can be sent again.
    /// </exception>
    Task<StoredObject> CompleteAsync(UploadSession session, IReadOnlyList<UploadedPart> parts, string? sha256, CancellationToken cancellationToken) =>
        CompleteAsync(session, parts, cancellationToken);

    /// <summary>
    /// Aborts the upload and removes its parts. An upload that is gone counts as aborted; with GCS one whose last byte has arrived is gone, and its object
    /// remains.
    /// </summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    Task AbortAsync(UploadSession session, CancellationToken cancellationToken);
}
