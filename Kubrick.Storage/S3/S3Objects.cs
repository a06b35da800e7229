using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using Kubrick.Storage.Keys;

namespace Kubrick.Storage.S3;

/// <summary>The objects of a bucket.</summary>
internal sealed class S3Objects(S3Client s3, TimeProvider time) : IObjectReader, IObjectList, IObjectWriter, IObjectRemover, IObjectMover
{
    public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var request = new GetObjectMetadataRequest { BucketName = s3.Bucket, Key = ObjectKey.Check(key) };
        try
        {
            var head = await s3.CallAsync((client, cancel) => client.GetObjectMetadataAsync(request, cancel), cancellationToken);
            return new StoredObject(key, head.ContentLength, head.Headers.ContentType, Unquote(head.ETag), Utc(head.LastModified));
        }
        catch (StorageException exception) when (exception.IsNotFound())
        {
            return null;
        }
    }

    public async Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(length ?? 1, 1, nameof(length));
        var request = new GetObjectRequest { BucketName = s3.Bucket, Key = ObjectKey.Check(key) };
        if (offset > 0 || length is not null)
        {
            request.ByteRange = length is { } count ? new ByteRange(offset, checked(offset + count - 1)) : new ByteRange(FormattableString.Invariant($"bytes={offset}-"));
        }

        try
        {
            var answer = await s3.CallAsync((client, cancel) => client.GetObjectAsync(request, cancel), cancellationToken);
            return answer.ResponseStream;
        }
        catch (StorageException exception) when (exception.IsNotFound())
        {
            return null;
        }
        catch (StorageException exception) when (exception.IsRangeNotSatisfiable())
        {
            // S3 refuses every range of an empty object; a reader gets an empty stream.
            return offset == 0 ? Stream.Null : throw new ArgumentOutOfRangeException(nameof(offset), offset, "The range starts after the end of the object.");
        }
    }

    public async Task<StoredObject> PutAsync(string key, ReadOnlyMemory<byte> content, string contentType, string? cacheControl, CancellationToken cancellationToken)
    {
        var bytes = content.ToArray();
        var answer = await s3.CallAsync(
            async (client, cancel) =>
            {
                using var stream = new MemoryStream(bytes, writable: false);
                var request = new PutObjectRequest { BucketName = s3.Bucket, Key = ObjectKey.Check(key), ContentType = contentType, InputStream = stream };
                if (cacheControl is not null)
                {
                    request.Headers.CacheControl = cacheControl;
                }

                return await client.PutObjectAsync(request, cancel);
            },
            cancellationToken);
        return new StoredObject(key, bytes.Length, contentType, Unquote(answer.ETag), time.GetUtcNow());
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = s3.Bucket, Key = ObjectKey.Check(key) };
        try
        {
            await s3.CallAsync((client, cancel) => client.DeleteObjectAsync(request, cancel), cancellationToken);
        }
        catch (StorageException exception) when (exception.IsNotFound())
        {
            // Some servers report an object that does not exist; it counts as removed.
        }
    }

    public async Task<int> DeletePrefixAsync(string prefix, CancellationToken cancellationToken)
    {
        var list = new ListObjectsV2Request { BucketName = s3.Bucket, Prefix = ObjectKey.CheckPrefix(prefix), MaxKeys = s3.PageSize };
        var removed = 0;
        bool isMore;
        do
        {
            var page = await s3.CallAsync((client, cancel) => client.ListObjectsV2Async(list, cancel), cancellationToken);
            if (page.S3Objects is { Count: > 0 } found)
            {
                await DeletePageAsync(found, cancellationToken);
                removed += found.Count;
            }

            isMore = page.IsTruncated == true;
            list.ContinuationToken = page.NextContinuationToken;
        }
        while (isMore);

        return removed;
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var list = new ListObjectsV2Request { BucketName = s3.Bucket, Prefix = ObjectKey.CheckPrefix(prefix), MaxKeys = s3.PageSize };
        bool isMore;
        do
        {
            var page = await s3.CallAsync((client, cancel) => client.ListObjectsV2Async(list, cancel), cancellationToken);
            foreach (var found in page.S3Objects ?? [])
            {
                yield return found.Key;
            }

            isMore = page.IsTruncated == true;
            list.ContinuationToken = page.NextContinuationToken;
        }
        while (isMore);
    }

    public async Task<StoredObject?> MoveAsync(StoredObject arrived, string to, CancellationToken cancellationToken)
    {
        // Some servers (Ceph's gateway) ignore the condition of a copy.
        if ((await FindAsync(arrived.Key, cancellationToken))?.ETag != arrived.ETag)
        {
            return null;
        }

        var copy = new CopyObjectRequest
        {
            SourceBucket = s3.Bucket,
            SourceKey = ObjectKey.Check(arrived.Key),
            DestinationBucket = s3.Bucket,
            DestinationKey = ObjectKey.Check(to),
            ETagToMatch = $"\"{arrived.ETag}\"",
        };
        try
        {
            await s3.CallToCompleteAsync((client, cancel) => client.CopyObjectAsync(copy, cancel), cancellationToken);
        }
        catch (StorageException exception) when (exception.IsNotFound() || exception.IsPreconditionFailed())
        {
            return null;
        }

        if (await FindAsync(to, cancellationToken) is not { } moved || moved.Length != arrived.Length)
        {
            throw new StorageException(StorageError.Unavailable, "The storage does not list the moved object yet.");
        }

        await DeleteAsync(arrived.Key, cancellationToken);
        return moved;
    }

    internal static string Unquote(string? etag) => etag?.Trim('"') ?? "";

    private async Task DeletePageAsync(List<S3Object> found, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectsRequest { BucketName = s3.Bucket, Quiet = true, Objects = [.. found.Select(item => new KeyVersion { Key = item.Key })] };
        await s3.CallAsync((client, cancel) => client.DeleteObjectsAsync(request, cancel), cancellationToken);
    }

    private static DateTimeOffset Utc(DateTime? time) => new(DateTime.SpecifyKind(time?.ToUniversalTime() ?? default, DateTimeKind.Utc));
}
