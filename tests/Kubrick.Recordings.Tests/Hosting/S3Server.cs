using Amazon.Runtime;
using Amazon.S3;
using Kubrick.Testing;

namespace Kubrick.Recordings.Tests.Hosting;

/// <summary>An S3 server (Ceph's gateway) that <c>deploy/local/s3/run</c> starts.</summary>
public sealed class S3Server : IAsyncDisposable
{
    private const string AccessKey = "recordings";
    private const string SecretKey = "recordings-tests-secret";

    private readonly LocalServer server;
    private readonly Uri endpoint;

    private S3Server(LocalServer server, Uri endpoint)
    {
        this.server = server;
        this.endpoint = endpoint;
    }

    public static async Task<S3Server> StartAsync(CancellationToken cancellationToken)
    {
        var endpoint = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        using var client = Client(endpoint);
        // It answers before its user exists.
        var server = await LocalServer.StartAsync(
            "deploy/local/s3/run",
            ["--port", $"{endpoint.Port}", "--mon-port", $"{FreePort.Next()}", "--access-key", AccessKey, "--secret-key", SecretKey],
            client.ListBucketsAsync,
            cancellationToken);
        return new S3Server(server, endpoint);
    }

    /// <summary>Creates a bucket; returns its name.</summary>
    public async Task<string> NewBucketAsync(CancellationToken cancellationToken)
    {
        var name = "recordings-" + Guid.NewGuid().ToString("N");
        using var client = Client(endpoint);
        await client.PutBucketAsync(name, cancellationToken);
        return name;
    }

    /// <summary>The settings of a bucket.</summary>
    public Dictionary<string, string> Settings(string bucket) => new()
    {
        ["Storage:S3:Bucket"] = bucket,
        ["Storage:S3:Region"] = "us-east-1",
        ["Storage:S3:AccessKeyId"] = AccessKey,
        ["Storage:S3:SecretAccessKey"] = SecretKey,
        ["Storage:S3:Endpoint"] = endpoint.AbsoluteUri,
        ["Storage:S3:ForcePathStyle"] = "true",
    };

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static AmazonS3Client Client(Uri endpoint) => new(
        new BasicAWSCredentials(AccessKey, SecretKey),
        new AmazonS3Config { ServiceURL = endpoint.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
}
