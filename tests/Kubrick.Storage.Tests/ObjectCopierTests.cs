using System.Net;
using System.Security.Cryptography;
using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing.Gcs;

namespace Kubrick.Storage.Tests;

/// <summary>Objects are copied from each provider to each other one.</summary>
public sealed class ObjectCopierTests(RadosGateway s3) : IAsyncLifetime
{
    private readonly string folder = $"streams/{Guid.NewGuid():N}";
    private GcsStub stub = null!;
    private Dictionary<string, StorageHost> hosts = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        stub = await GcsStub.StartAsync(Cancel);
        stub.AddBucket("storage-tests");
        hosts = new()
        {
            ["local"] = await StorageHost.StartLocalAsync(),
            ["s3"] = await StorageHost.StartS3Async(await s3.Endpoint),
            ["gcp"] = await StorageHost.StartGcpAsync(stub),
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts.Values)
        {
            await host.DisposeAsync();
        }

        await stub.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_stored_where_it_may_not_be_any_more()
    {
        var (old, next) = (Place("local"), Place("s3"));
        foreach (var size in (int[])[1, 9 << 20])
        {
            var key = $"{folder}/fenced-{size}.webm";
            await old.Writer.PutAsync(key, Bytes.Random(size), "video/webm", null, Cancel);
            var copier = new ObjectCopier(old, next, _ => throw new InvalidOperationException("It is taken."));
            await Assert.ThrowsAsync<InvalidOperationException>(() => copier.CopyAsync(key, Cancel));
            Assert.Null(await next.Reader.FindAsync(key, Cancel));
        }
    }

    [Theory]
    [InlineData("local", "s3")]
    [InlineData("s3", "gcp")]
    [InlineData("gcp", "local")]
    public async Task Objects_of_every_size_are_copied_with_their_type(string from, string to)
    {
        var (old, next) = (Place(from), Place(to));
        // Empty, one request, the largest of one request, whole parts, and a rest.
        foreach (var size in (int[])[0, 1, 8 << 20, 9 << 20, (9 << 20) + 77])
        {
            var (key, bytes) = ($"{folder}/{size}.webm", Bytes.Random(size));
            await StoreAsync(old, key, bytes);

            var copied = (await new ObjectCopier(old, next).CopyAsync(key, Cancel))!;

            Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(bytes)), false), (copied.Sha256, copied.WasThere));
            var stored = (await next.Reader.FindAsync(key, Cancel))!;
            Assert.Equal((size, "video/webm"), ((int)stored.Length, stored.ContentType));
            await using var content = await next.Reader.OpenReadAsync(key, 0, null, Cancel);
            Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(content!, Cancel));
            Assert.True((await new ObjectCopier(old, next).CopyAsync(key, Cancel))!.WasThere);
        }
    }

    [Fact]
    public async Task A_playlist_is_not_cached_and_media_are()
    {
        var (old, next) = (Place("local"), Place("s3"));
        await old.Writer.PutAsync($"{folder}/stream.m3u8", "#EXTM3U"u8.ToArray(), "application/vnd.apple.mpegurl", CacheRules.Playlist, Cancel);
        await old.Writer.PutAsync($"{folder}/a.jpg", "jpeg"u8.ToArray(), "image/jpeg", CacheRules.Media, Cancel);
        using var client = S3TestClient.Create(await s3.Endpoint);
        foreach (var (name, caching) in ((string, string)[])[("stream.m3u8", CacheRules.Playlist), ("a.jpg", CacheRules.Media)])
        {
            await new ObjectCopier(old, next).CopyAsync($"{folder}/{name}", Cancel);
            var head = await client.GetObjectMetadataAsync("storage-tests", $"{folder}/{name}", Cancel);
            Assert.Equal(caching, head.Headers.CacheControl);
        }
    }

    [Fact]
    public async Task A_missing_object_is_null_and_an_invalid_key_is_refused()
    {
        var copier = new ObjectCopier(Place("local"), Place("s3"));
        Assert.Null(await copier.CopyAsync($"{folder}/none.webm", Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => copier.CopyAsync("streams/../x", Cancel));
    }

    [Fact]
    public async Task A_storage_that_fails_in_the_middle_leaves_no_open_upload()
    {
        var (old, next) = (Place("local"), Place("gcp"));
        await StoreAsync(old, $"{folder}/a.webm", Bytes.Random(9 << 20));
        var chunks = 0;
        stub.Fault = request => request.IsChunk && Interlocked.Increment(ref chunks) > 3 ? new GcsFault(Status: (int)HttpStatusCode.Forbidden) : null;

        await Assert.ThrowsAsync<StorageException>(() => new ObjectCopier(old, next).CopyAsync($"{folder}/a.webm", Cancel));

        Assert.Null(await next.Reader.FindAsync($"{folder}/a.webm", Cancel));
        Assert.Contains(stub.Requests, request => request.Method == "DELETE");
        stub.Fault = _ => null;
        Assert.NotNull(await new ObjectCopier(old, next).CopyAsync($"{folder}/a.webm", Cancel));
    }

    private StoragePlace Place(string provider) => hosts[provider].Get<StoragePlaces>().Configured;

    /// <summary>Small ones whole, others in parts.</summary>
    private static async Task StoreAsync(StoragePlace place, string key, byte[] bytes)
    {
        if (bytes.Length <= 1)
        {
            await place.Writer.PutAsync(key, bytes, "video/webm", null, Cancel);
            return;
        }

        var session = await place.Multipart.StartAsync(key, "video/webm", Cancel);
        var parts = new List<UploadedPart>();
        foreach (var part in bytes.Chunk((int)session.PartSize))
        {
            parts.Add(await place.Multipart.PutPartAsync(session, parts.Count + 1, part, Cancel));
        }

        await place.Uploads.CompleteAsync(session, parts, Cancel);
    }
}
