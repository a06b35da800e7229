namespace Kubrick.Contracts.Uploads;

/// <summary>Requests the storage key for a recording's video. Repeated requests return the same key.</summary>
/// <param name="MimeType">The video's content type, without parameters; null keeps the recording's own.</param>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>.</param>
/// <param name="Bucket">The bucket of the object.</param>
/// <param name="FileSize">The declared size in bytes; null when unknown.</param>
public sealed record StartUpload(string? MimeType, string Provider, string Bucket, long? FileSize)
{
    /// <summary>
    /// Whether the upload may replace a recording that the server completed after its client had abandoned it. The stored object must stay until the new one is
    /// complete.
    /// </summary>
    public bool MayReplaceRecovered { get; init; }
}
