namespace Kubrick.Contracts.Uploads;

/// <summary>Asks for the place where the video of a recording goes. Asking again gives the same key.</summary>
/// <param name="MimeType">The video's content type, without parameters; null keeps the recording's own.</param>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>.</param>
/// <param name="Bucket">The bucket that the object goes to.</param>
/// <param name="FileSize">The declared size in bytes; null where unknown.</param>
public sealed record BeginUpload(string? MimeType, string Provider, string Bucket, long? FileSize);
