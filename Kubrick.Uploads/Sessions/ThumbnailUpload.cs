namespace Kubrick.Uploads.Sessions;

/// <summary>The answer of <c>thumbnail-url</c>.</summary>
/// <param name="UploadUrl">Takes the picture by PUT as <c>image/jpeg</c>.</param>
/// <param name="ThumbnailKey">The key that it will be stored under.</param>
/// <param name="Bucket">The bucket.</param>
internal sealed record ThumbnailUpload(Uri UploadUrl, string ThumbnailKey, string Bucket);
