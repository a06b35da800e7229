namespace Kubrick.Uploads.Sessions;

/// <summary>The answer of <c>presigned-url</c>.</summary>
/// <param name="UploadUrl">Takes the whole file by PUT with the declared content type.</param>
/// <param name="StorageKey">The key that it will be stored under.</param>
/// <param name="Bucket">The bucket.</param>
internal sealed record PresignedUpload(Uri UploadUrl, string StorageKey, string Bucket);
