using System.Net;
using Amazon.S3.Model;
using Kubrick.Storage.S3;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.S3;

/// <summary>The fixture creates the bucket.</summary>
public sealed class S3BucketTests(RadosGateway server) : IClassFixture<S3Provider>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_bucket_is_private_with_CORS_and_a_lifecycle_rule()
    {
        var bucket = "new-" + Guid.NewGuid().ToString("N");
        KeyValuePair<string, string?>[] settings = [new("Storage:S3:Bucket", bucket), new("Cors:Origins:0", "https://app.example.org")];
        await using (await StorageHost.StartS3Async(await server.Endpoint, settings))
        {
        }

        // Starts again: the setup is idempotent.
        await using var storage = await StorageHost.StartS3Async(await server.Endpoint, settings);
        await storage.Writer.PutAsync("a/b.webm", new byte[10], "video/webm", CacheRules.Media, Cancel);
        var unsigned = new Uri(await server.Endpoint, $"/{bucket}/a/b.webm");
        using var refused = await storage.Http.GetAsync(unsigned, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        using var client = S3TestClient.Create(await server.Endpoint);
        var lifecycle = await client.GetLifecycleConfigurationAsync(bucket, Cancel);
        Assert.Equal(7, Assert.Single(lifecycle.Configuration.Rules).AbortIncompleteMultipartUpload.DaysAfterInitiation);

        using var preflight = new HttpRequestMessage(HttpMethod.Options, unsigned);
        preflight.Headers.Add("Origin", "https://app.example.org");
        preflight.Headers.Add("Access-Control-Request-Method", "PUT");
        using var allowed = await storage.Http.SendAsync(preflight, Cancel);
        Assert.Equal("https://app.example.org", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("ETag", allowed.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.OrdinalIgnoreCase);

        using var foreign = new HttpRequestMessage(HttpMethod.Options, unsigned);
        foreign.Headers.Add("Origin", "https://evil.example.org");
        foreign.Headers.Add("Access-Control-Request-Method", "PUT");
        using var denied = await storage.Http.SendAsync(foreign, Cancel);
        Assert.False(denied.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Parts_of_several_pages_are_all_listed()
    {
        using var client = new S3Client(Settings(await server.Endpoint, RadosGateway.SecretKey)) { PageSize = 2 };
        var uploads = Uploads(client);
        var session = await uploads.StartAsync($"streams/{Guid.NewGuid():N}/x", "video/webm", Cancel);
        var sent = new List<UploadedPart>();
        for (var number = 1; number <= 5; number++)
        {
            sent.Add(await uploads.PutPartAsync(session, number, new byte[number], Cancel));
        }

        var received = await uploads.FindReceivedAsync(session, Cancel);

        Assert.Equal(sent, received!.Parts);
        Assert.Equal(15, received.Bytes);
        await uploads.AbortAsync(session, Cancel);
    }

    [Fact]
    public async Task Objects_of_several_pages_are_all_deleted()
    {
        using var client = new S3Client(Settings(await server.Endpoint, RadosGateway.SecretKey)) { PageSize = 2 };
        var objects = new S3Objects(client, TimeProvider.System);
        var folder = $"streams/{Guid.NewGuid():N}";
        for (var number = 1; number <= 5; number++)
        {
            await objects.PutAsync($"{folder}/{number}.m4s", new byte[1], "video/mp4", null, Cancel);
        }

        Assert.Equal(5, await objects.DeletePrefixAsync(folder + "/", Cancel));
        Assert.Equal(0, await objects.DeletePrefixAsync(folder + "/", Cancel));
    }

    [Fact]
    public async Task An_unreachable_server_is_unavailable_and_wrong_credentials_are_refused()
    {
        using var unreachable = new S3Client(Settings(new Uri("http://127.0.0.1:9"), RadosGateway.SecretKey));
        using var wrong = new S3Client(Settings(await server.Endpoint, "not-the-secret"));
        using var right = new S3Client(Settings(await server.Endpoint, RadosGateway.SecretKey));

        Assert.Equal(StorageError.Unavailable, (await FailureAsync(unreachable)).Error);
        Assert.Equal(StorageError.Refused, (await FailureAsync(wrong)).Error);
        Assert.Equal(StorageError.NoBucket, (await FailureAsync(right, bucket: "no-such-bucket")).Error);

        static async Task<StorageException> FailureAsync(S3Client client, string bucket = "storage-tests") =>
            await Assert.ThrowsAsync<StorageException>(() => client.CallAsync(
                (s3, cancel) => s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket }, cancel), Cancel));
    }

    [Fact]
    public async Task Signed_URLs_contain_the_address_for_browsers()
    {
        await using var storage = await StorageHost.StartS3Async(await server.Endpoint, [new("Storage:S3:PublicEndpoint", "https://media.example.org")]);

        var url = await storage.Signer.SignReadAsync("a/b.webm", null, Cancel);

        Assert.Equal("https://media.example.org/storage-tests/a/b.webm", url.GetLeftPart(UriPartial.Path));
    }

    private static S3Uploads Uploads(S3Client client)
    {
        var (options, time) = (new StorageOptions(), TimeProvider.System);
        return new S3Uploads(client, new S3Objects(client, time), new S3UrlSigner(client, options, time), options, time);
    }

    private static S3StorageOptions Settings(Uri endpoint, string secret) => new()
    {
        Bucket = "storage-tests",
        Region = "us-east-1",
        Endpoint = endpoint,
        ForcePathStyle = true,
        AccessKeyId = RadosGateway.AccessKey,
        SecretAccessKey = secret,
    };
}
