namespace Kubrick.Contracts.Uploads;

/// <summary>Reports the key of a recording's thumbnail.</summary>
/// <param name="ThumbnailKey">The key.</param>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>.</param>
/// <param name="Bucket">The bucket.</param>
public sealed record AttachThumbnail(string ThumbnailKey, string Provider, string Bucket);
