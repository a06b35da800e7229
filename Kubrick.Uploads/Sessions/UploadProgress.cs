namespace Kubrick.Uploads.Sessions;

/// <summary>What arrived so far: a client that lost its memory goes on from here.</summary>
/// <param name="RecordingId">The recording.</param>
/// <param name="Status">The recording's status.</param>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>.</param>
/// <param name="UploadId">The session; null once the upload is complete.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="StorageKey">The key that the file is or will be stored under.</param>
/// <param name="FileSize">The declared size of the whole file in bytes.</param>
/// <param name="ChunkSize">The size of every part but the last, in bytes; null once the upload is complete.</param>
/// <param name="TotalChunks">How many parts the file has; null once the upload is complete.</param>
/// <param name="ReceivedBytes">The bytes that the storage holds.</param>
/// <param name="Parts">The parts that the storage holds, by number.</param>
/// <param name="ExpiresAt">When the session ends by itself, in UTC; null where it has no end.</param>
internal sealed record UploadProgress(
    string RecordingId,
    string Status,
    string Provider,
    string? UploadId,
    string Bucket,
    string StorageKey,
    long? FileSize,
    long? ChunkSize,
    int? TotalChunks,
    long ReceivedBytes,
    IReadOnlyList<StoredPart> Parts,
    DateTimeOffset? ExpiresAt);
