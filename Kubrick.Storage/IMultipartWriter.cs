namespace Kubrick.Storage;

/// <summary>
/// Writes an object whose length nobody knows yet, part by part, from inside of the product. Parts survive the writer's death: whoever has the session goes on
/// with <see cref="IResumableUploads.FindReceivedAsync"/>, and ends it with <see cref="IResumableUploads.CompleteAsync"/> or <see cref="IResumableUploads.AbortAsync"/>.
/// </summary>
public interface IMultipartWriter
{
    /// <summary>Opens a session; every part but the last is to be <see cref="UploadSession.ChunkSize"/> bytes.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    Task<UploadSession> BeginAsync(string key, string contentType, CancellationToken cancellationToken);

    /// <summary>Stores one part; the same number again replaces it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="partNumber">From 1 to 10,000.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StorageException">The storage refused or could not be reached, or the session is gone.</exception>
    Task<UploadedPart> PutPartAsync(UploadSession session, int partNumber, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}
