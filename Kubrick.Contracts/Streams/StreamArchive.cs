namespace Kubrick.Contracts.Streams;

/// <summary>The archive: the recorder's bytes, stored unchanged.</summary>
/// <param name="StorageKey">The object's key.</param>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="MimeType">The container: <c>video/webm</c> or <c>video/mp4</c>.</param>
/// <param name="Bytes">Its size in bytes.</param>
/// <param name="Sha256">Its SHA-256, 64 lower-case hex digits.</param>
public sealed record StreamArchive(string StorageKey, string Provider, string Bucket, string MimeType, long Bytes, string Sha256);
