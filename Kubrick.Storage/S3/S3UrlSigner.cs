using Amazon.S3;
using Amazon.S3.Model;
using Kubrick.Storage.Keys;

namespace Kubrick.Storage.S3;

/// <summary>Presigned URLs (Signature Version 4).</summary>
internal sealed class S3UrlSigner(S3Client s3, StorageOptions options, TimeProvider time) : IUrlSigner
{
    public const string ContentMd5 = "Content-MD5";

    public ValueTask<Uri> SignReadAsync(string key, TimeSpan? lifetime, DownloadName? download, CancellationToken cancellationToken, string? contentType = null)
    {
        var expiresIn = lifetime ?? options.ReadUrlLifetime;
        var request = Request(key, HttpVerb.GET, expiresIn);

        // Shared caches must not keep media longer than the signature allows.
        request.ResponseHeaderOverrides.CacheControl = FormattableString.Invariant($"private, max-age={(long)expiresIn.TotalSeconds}");
        request.ResponseHeaderOverrides.ContentDisposition = download?.ContentDisposition;
        request.ResponseHeaderOverrides.ContentType = contentType;
        return SignAsync(request, cancellationToken);
    }

    public ValueTask<Uri> SignWriteAsync(string key, string contentType, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        var request = Request(key, HttpVerb.PUT, lifetime ?? options.WriteUrlLifetime);
        request.ContentType = contentType;
        return SignAsync(request, cancellationToken);
    }

    /// <param name="key">The object's key.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="partNumber">The part.</param>
    /// <param name="contentMd5">The header that the PUT must have; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public ValueTask<Uri> SignPartAsync(string key, string uploadId, int partNumber, string? contentMd5, CancellationToken cancellationToken)
    {
        var request = Request(key, HttpVerb.PUT, options.WriteUrlLifetime);
        request.UploadId = uploadId;
        request.PartNumber = partNumber;
        if (contentMd5 is not null)
        {
            request.Headers[ContentMd5] = contentMd5;
        }

        return SignAsync(request, cancellationToken);
    }

    private GetPreSignedUrlRequest Request(string key, HttpVerb verb, TimeSpan lifetime) => new()
    {
        BucketName = s3.Bucket,
        Key = ObjectKey.Check(key),
        Verb = verb,
        Expires = (time.GetUtcNow() + lifetime).UtcDateTime,
        Protocol = s3.PublicEndpoint?.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,
    };

    private async ValueTask<Uri> SignAsync(GetPreSignedUrlRequest request, CancellationToken cancellationToken) => await s3.SignAsync(request, cancellationToken);
}
