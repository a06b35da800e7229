using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Google.Apis.Storage.v1.Data;
using Google.Cloud.Storage.V1;
using Kubrick.Storage.Keys;
using GcsObject = Google.Apis.Storage.v1.Data.Object;

namespace Kubrick.Storage.Gcp;

/// <summary>The objects of a bucket.</summary>
internal sealed class GcpObjects(GcpClient gcp, GcpCaching caching, TimeProvider time) : IObjectReader, IObjectList, IObjectWriter, IObjectRemover, IObjectMover
{
    private const int DeletesAtOnce = 8;

    private readonly PacedWrites writes = new(time);

    /// <summary>The maximum number of entries in one page of a list; null for the server's default.</summary>
    public int? PageSize { get; init; }

    public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        try
        {
            var options = new GetObjectOptions { RetryOptions = RetryOptions.Never };
            return Describe(key, await gcp.CallAsync((client, cancel) => client.GetObjectAsync(gcp.Bucket, key, options, cancel), cancellationToken));
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
        var path = $"/storage/v1/b/{gcp.Bucket}/o/{Uri.EscapeDataString(ObjectKey.Check(key))}?alt=media";
        var range = offset > 0 || length is not null ? new RangeHeaderValue(offset, length is { } count ? checked(offset + count - 1) : null) : null;
        try
        {
            // Disposing the stream releases the connection.
            var response = await gcp.SendAsync(
                () =>
                {
                    var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
                    request.Headers.Range = range;
                    return request;
                },
                cancellationToken);
            return await response.Content.ReadAsStreamAsync(cancellationToken);
        }
        catch (StorageException exception) when (exception.IsNotFound())
        {
            return null;
        }
        catch (StorageException exception) when (exception.IsRangeNotSatisfiable())
        {
            // Every range of an empty object is refused; a reader gets an empty stream.
            return offset == 0 ? Stream.Null : throw new ArgumentOutOfRangeException(nameof(offset), offset, "The range starts after the end of the object.");
        }
    }

    public Task<StoredObject> PutAsync(string key, ReadOnlyMemory<byte> content, string contentType, string? cacheControl, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        var metadata = JsonSerializer.SerializeToUtf8Bytes(new
        {
            name = key,
            contentType,
            cacheControl = caching.InBucket(cacheControl),
            crc32c = Crc32C.Of(content.Span),
        });
        return writes.WriteAsync(key, cancel => PutAsync(key, metadata, content, contentType, cancel), cancellationToken);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        try
        {
            var options = new DeleteObjectOptions { RetryOptions = RetryOptions.Never };
            await gcp.CallAsync(
                async (client, cancel) =>
                {
                    await client.DeleteObjectAsync(gcp.Bucket, key, options, cancel);
                    return true;
                },
                cancellationToken);
        }
        catch (StorageException exception) when (exception.IsNotFound())
        {
            // An object that does not exist counts as removed.
        }
    }

    public async Task<int> DeletePrefixAsync(string prefix, CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        var removed = 0;
        string? token = null;
        do
        {
            var page = await ListAsync(prefix, token, PageSize, cancellationToken);
            var keys = (page.Items ?? []).Select(item => item.Name).ToList();
            var limits = new ParallelOptions { MaxDegreeOfParallelism = DeletesAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(keys, limits, async (key, cancel) => await DeleteAsync(key, cancel));
            removed += keys.Count;
            token = page.NextPageToken;
        }
        while (token is not null);

        return removed;
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        string? token = null;
        do
        {
            var page = await ListAsync(prefix, token, PageSize, cancellationToken);
            foreach (var found in page.Items ?? [])
            {
                yield return found.Name;
            }

            token = page.NextPageToken;
        }
        while (token is not null);
    }

    public async Task<StoredObject?> MoveAsync(StoredObject arrived, string to, CancellationToken cancellationToken)
    {
        ObjectKey.Check(arrived.Key);
        ObjectKey.Check(to);
        StoredObject moved;
        try
        {
            var options = new GetObjectOptions { RetryOptions = RetryOptions.Never };
            var found = await gcp.CallAsync((client, cancel) => client.GetObjectAsync(gcp.Bucket, arrived.Key, options, cancel), cancellationToken);
            if (Describe(arrived.Key, found) != arrived)
            {
                return null;
            }

            // Of exactly this version. Within a bucket only metadata is copied.
            var version = new CopyObjectOptions { SourceGeneration = found.Generation };
            moved = Describe(to, await gcp.CallAsync((client, cancel) => client.CopyObjectAsync(gcp.Bucket, arrived.Key, gcp.Bucket, to, version, cancel), cancellationToken));
        }
        catch (StorageException exception) when (exception.IsNotFound())
        {
            return null;
        }

        await DeleteAsync(arrived.Key, cancellationToken);
        return moved;
    }

    /// <summary>Reads one page of the list of objects, which also proves that the bucket can be reached.</summary>
    public Task<Objects> ListAsync(string? prefix, string? pageToken, int? pageSize, CancellationToken cancellationToken) => gcp.CallAsync(
        (client, cancel) =>
        {
            var list = client.Service.Objects.List(gcp.Bucket);
            (list.Prefix, list.PageToken, list.MaxResults, list.Fields) = (prefix, pageToken, pageSize, "nextPageToken,items(name)");
            return list.ExecuteAsync(cancel);
        },
        cancellationToken);

    /// <summary>The ETag is the MD5, as in the header of a download; the API's own ETag is another one.</summary>
    private static StoredObject Describe(string key, GcsObject found) => new(
        key,
        (long)(found.Size ?? 0),
        found.ContentType ?? "application/octet-stream",
        found.Md5Hash is { } md5 ? Convert.ToHexStringLower(Convert.FromBase64String(md5)) : found.ETag ?? "",
        (found.UpdatedDateTimeOffset ?? default).ToUniversalTime());

    /// <summary>Stores metadata and content with one request. The storage compares the checksum, and stores all or nothing.</summary>
    private async Task<StoredObject> PutAsync(string key, byte[] metadata, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken)
    {
        using var response = await gcp.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, new Uri($"/upload/storage/v1/b/{gcp.Bucket}/o?uploadType=multipart", UriKind.Relative))
            {
                Content = Multipart(metadata, content, contentType),
            },
            cancellationToken);
        var json = await response.Content.ReadAsStringAsync(cancellationToken);
        return Describe(key, Google.Apis.Json.NewtonsoftJsonSerializer.Instance.Deserialize<GcsObject>(json));
    }

    private static MultipartContent Multipart(byte[] metadata, ReadOnlyMemory<byte> content, string contentType)
    {
        var boundary = Guid.NewGuid().ToString("N");
        var multipart = new MultipartContent("related", boundary);
        var first = new ByteArrayContent(metadata);
        first.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        multipart.Add(first);
        var second = new ReadOnlyMemoryContent(content);
        second.Headers.TryAddWithoutValidation("Content-Type", contentType);
        multipart.Add(second);
        multipart.Headers.ContentType = new MediaTypeHeaderValue("multipart/related") { Parameters = { new NameValueHeaderValue("boundary", boundary) } };
        return multipart;
    }
}
