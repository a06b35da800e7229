namespace Kubrick.Storage;

/// <summary>
/// Writes an object of unknown length from within the product, part by part. Parts survive the writer's death: another process that knows the session
/// continues after <see cref="IResumableUploads.FindReceivedAsync"/>, and calls
/// <see cref="IResumableUploads.CompleteAsync(UploadSession, IReadOnlyList{UploadedPart}, CancellationToken)"/> or
/// <see cref="IResumableUploads.AbortAsync"/>. Parts are put in order: GCS takes no others.
/// </summary>
public interface IMultipartWriter
{
    /// <summary>Opens a session. Every part but the last must have <see cref="UploadSession.PartSize"/> bytes.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    Task<UploadSession> StartAsync(string key, string contentType, CancellationToken cancellationToken);

    /// <summary>Stores one part; a part with the same number replaces it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="partNumber">From 1 to 10,000.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StorageException">The storage refused or could not be reached, or the upload is gone.</exception>
    Task<UploadedPart> PutPartAsync(UploadSession session, int partNumber, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}
