using System.Globalization;
using Amazon.S3.Model;
using Kubrick.Storage.Keys;

namespace Kubrick.Storage.S3;

/// <summary>S3's multipart uploads.</summary>
internal sealed class S3Uploads(S3Client s3, S3Objects objects, S3UrlSigner signer, StorageOptions options, TimeProvider time)
    : IResumableUploads, IMultipartWriter
{
    public Task<UploadSession> BeginAsync(UploadRequest request, CancellationToken cancellationToken) =>
        BeginAsync(request.Key, request.ContentType, ChunkSizes.For(request.FileSize, options.ChunkSize), cancellationToken);

    public Task<UploadSession> BeginAsync(string key, string contentType, CancellationToken cancellationToken) =>
        BeginAsync(key, contentType, options.WriterPartSize, cancellationToken);

    public async Task<UploadedPart> PutPartAsync(UploadSession session, int partNumber, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, ChunkSizes.MaxParts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, session.ChunkSize, nameof(content));
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
            throw new StorageException(StorageError.UploadNotFound, "The upload is gone: completed, aborted or expired.", exception);
        }
    }

    public ValueTask<Uri> SignPartAsync(UploadSession session, int partNumber, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, ChunkSizes.MaxParts);
        return signer.SignPartAsync(session.Key, session.UploadId, partNumber);
    }

    public async Task<ReceivedBytes?> FindReceivedAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var list = new ListPartsRequest { BucketName = s3.Bucket, Key = ObjectKey.Check(session.Key), UploadId = session.UploadId };
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

        return new ReceivedBytes(parts, parts.Sum(part => part.Length ?? 0));
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
            await s3.CallPatientlyAsync((client, cancel) => client.CompleteMultipartUploadAsync(complete, cancel), cancellationToken);
        }
        catch (StorageException exception) when (exception.Error is StorageError.UploadNotFound or StorageError.Unavailable)
        {
            // Ceph answers 500 to completing what is gone, where Amazon answers NoSuchUpload: what the storage holds decides.
            if (await FindReceivedAsync(session, cancellationToken) is not null)
            {
                throw;
            }

            // Gone with the object there is an answer that was lost.
            return await objects.FindAsync(session.Key, cancellationToken)
                ?? throw new StorageException(StorageError.UploadNotFound, "The upload is gone: completed, aborted or expired.", exception);
        }

        // Some servers leave the ETag of the answer empty, and none tells the length.
        return await objects.FindAsync(session.Key, cancellationToken)
            ?? throw new StorageException(StorageError.Unavailable, "The storage does not show the completed object yet.");
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
            // Gone counts as aborted.
        }
    }

    private async Task<UploadSession> BeginAsync(string key, string contentType, long chunkSize, CancellationToken cancellationToken)
    {
        var initiate = new InitiateMultipartUploadRequest { BucketName = s3.Bucket, Key = ObjectKey.Check(key), ContentType = contentType };
        initiate.Headers.CacheControl = CacheRules.Media;
        var begun = await s3.CallAsync((client, cancel) => client.InitiateMultipartUploadAsync(initiate, cancel), cancellationToken);
        return new UploadSession(key, begun.UploadId, chunkSize, time.GetUtcNow() + options.UploadLifetime);
    }

    /// <summary>Some servers answer a bare 404 where Amazon's says <c>NoSuchUpload</c>.</summary>
    private static bool IsGone(StorageException exception) => exception.Error == StorageError.UploadNotFound || exception.IsNotFound();
}
