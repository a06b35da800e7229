namespace Kubrick.Uploads.Sessions;

/// <summary>The answer of <c>init-chunked</c>.</summary>
/// <param name="UploadId">The session.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="StorageKey">The key that the file will be stored under.</param>
/// <param name="ChunkSize">The size of every part but the last, in bytes.</param>
/// <param name="TotalChunks">How many parts the file has.</param>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>: how parts are sent.</param>
internal sealed record ChunkedUpload(string UploadId, string Bucket, string StorageKey, long ChunkSize, int TotalChunks, string Provider);
