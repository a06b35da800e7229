using System.Globalization;
using Amazon.S3.Model;
using Kubrick.Storage.Keys;

namespace Kubrick.Storage.S3;

/// <summary>S3's multipart uploads.</summary>
internal sealed class S3Uploads(S3Client s3, S3Objects objects, S3UrlSigner signer, StorageOptions options, TimeProvider time)
    : IResumableUploads, IMultipartWriter
{
    public Task<UploadSession> StartAsync(UploadRequest request, CancellationToken cancellationToken) =>
        StartAsync(
            request.Key,
            request.ContentType,
            request.FileSize is { } size ? PartSizes.For(size, options.PartSize) : options.OpenEndedPartSize,
            cancellationToken);

    public Task<UploadSession> StartAsync(string key, string contentType, CancellationToken cancellationToken) =>
        StartAsync(key, contentType, options.WriterPartSize, cancellationToken);

    public async Task<UploadedPart> PutPartAsync(UploadSession session, int partNumber, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, PartSizes.MaxParts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, session.PartSize, nameof(content));
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        var put = new UploadPartRequest
        {
            BucketName = s3.Bucket,
            Key = ObjectKey.Check(session.Key),
            UploadId = session.UploadId,
            PartNumber = partNumber,
            InputStream = stream,
            PartSize = content.Length,
        };
        try
        {
            var answer = await s3.CallAsync((client, cancel) => client.UploadPartAsync(put, cancel), cancellationToken);
            return new UploadedPart(partNumber, S3Objects.Unquote(answer.ETag), content.Length);
        }
        catch (StorageException exception) when (IsGone(exception))
        {
            throw Gone(exception);
        }
    }

    public ValueTask<Uri> SignPartAsync(UploadSession session, int partNumber, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, PartSizes.MaxParts);
        return signer.SignPartAsync(session.Key, session.UploadId, partNumber, contentMd5: null, cancellationToken);
    }

    // x-amz-checksum-sha256 would have to be announced when the upload begins, and not every server supports it; all compare Content-MD5.
    public async ValueTask<SignedPart> SignPartAsync(UploadSession session, int partNumber, PartChecksum checksum, CancellationToken cancellationToken)
    {
        if (checksum.Md5 is not { } md5)
        {
            return new SignedPart(await SignPartAsync(session, partNumber, cancellationToken), SignedPart.NoHeaders);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, PartSizes.MaxParts);
        var contentMd5 = Convert.ToBase64String(Convert.FromHexString(md5));
        var url = await signer.SignPartAsync(session.Key, session.UploadId, partNumber, contentMd5, cancellationToken);
        return new SignedPart(url, new Dictionary<string, string> { [S3UrlSigner.ContentMd5] = contentMd5 });
    }

    public async Task<ReceivedParts?> FindReceivedAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var list = new ListPartsRequest { BucketName = s3.Bucket, Key = ObjectKey.Check(session.Key), UploadId = session.UploadId, MaxParts = s3.PageSize };
        var parts = new List<UploadedPart>();
        try
        {
            bool isMore;
            do
            {
                var page = await s3.CallAsync((client, cancel) => client.ListPartsAsync(list, cancel), cancellationToken);
                parts.AddRange((page.Parts ?? []).Select(part => new UploadedPart(part.PartNumber ?? 0, S3Objects.Unquote(part.ETag), part.Size)));
                isMore = page.IsTruncated == true;
                list.PartNumberMarker = page.NextPartNumberMarker?.ToString(CultureInfo.InvariantCulture);
            }
            while (isMore);
        }
        catch (StorageException exception) when (IsGone(exception))
        {
            return null;
        }

        return new ReceivedParts(parts, parts.Sum(part => part.Length ?? 0));
    }

    public async Task<StoredObject> CompleteAsync(UploadSession session, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken)
    {
        var complete = new CompleteMultipartUploadRequest
        {
            BucketName = s3.Bucket,
            Key = ObjectKey.Check(session.Key),
            UploadId = session.UploadId,
            PartETags = [.. PartList.Sort(parts).Select(part => new PartETag(part.PartNumber, part.ETag))],
        };
        try
        {
            await s3.CallToCompleteAsync((client, cancel) => client.CompleteMultipartUploadAsync(complete, cancel), cancellationToken);
        }
        catch (StorageException exception) when (exception.Error is StorageError.UploadNotFound or StorageError.Unavailable)
        {
            // For an upload that is gone, Amazon answers NoSuchUpload but Ceph answers 500: look whether it still exists.
            if (await FindReceivedAsync(session, cancellationToken) is not null)
            {
                throw;
            }

            // If the object exists, the upload was completed before and the answer was lost.
            return await objects.FindAsync(session.Key, cancellationToken) ?? throw Gone(exception);
        }

        // Some servers leave the ETag of the answer empty, and none returns the length.
        return await objects.FindAsync(session.Key, cancellationToken)
            ?? throw new StorageException(StorageError.Unavailable, "The storage does not list the completed object yet.");
    }

    public async Task AbortAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var abort = new AbortMultipartUploadRequest { BucketName = s3.Bucket, Key = ObjectKey.Check(session.Key), UploadId = session.UploadId };
        try
        {
            await s3.CallAsync((client, cancel) => client.AbortMultipartUploadAsync(abort, cancel), cancellationToken);
        }
        catch (StorageException exception) when (IsGone(exception))
        {
            // An upload that is gone counts as aborted.
        }
    }

    private async Task<UploadSession> StartAsync(string key, string contentType, long partSize, CancellationToken cancellationToken)
    {
        var initiate = new InitiateMultipartUploadRequest { BucketName = s3.Bucket, Key = ObjectKey.Check(key), ContentType = contentType };
        initiate.Headers.CacheControl = CacheRules.Media;
        var created = await s3.CallAsync((client, cancel) => client.InitiateMultipartUploadAsync(initiate, cancel), cancellationToken);
        return new UploadSession(key, created.UploadId, partSize, time.GetUtcNow() + options.UploadLifetime);
    }

    private static StorageException Gone(Exception exception) =>
        new(StorageError.UploadNotFound, "The upload was completed or aborted, or has expired.", exception);

    /// <summary>Some servers answer a bare 404 where Amazon's answers <c>NoSuchUpload</c>.</summary>
    private static bool IsGone(StorageException exception) => exception.Error == StorageError.UploadNotFound || exception.IsNotFound();
}
