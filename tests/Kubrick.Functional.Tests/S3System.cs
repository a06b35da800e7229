using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Aspire.Hosting.Testing;
using Kubrick.Contracts;
using Kubrick.Functional.Tests.Live;
using Kubrick.Storage;
using Kubrick.Storage.Keys;

namespace Kubrick.Functional.Tests;

/// <summary>A system that stores objects on an S3 server, which tests read with the plain SDK. The uploads of its tests are no videos, so nothing is processed.</summary>
public sealed class S3System() : LiveSystem("--Storage:Provider=s3", $"--Storage:PartSize={UploadTests.Part}", $"--Parameters:{ResourceNames.S3Server}-secret={Secret}", "--Transcoder:RemovalDelay=00:00:02", "--Transcoder:ProcessingSlots=0")
{
    private const string Secret = "functional-tests-secret";

    // The values that the AppHost uses.
    private const string Bucket = "kubrick";
    private const string AccessKeyId = "kubrick";

    public override async Task<byte[]?> ArchiveAsync(string recordingId, CancellationToken cancellationToken)
    {
        using var client = Client();
        var key = (await KeysAsync(client, "recordings/", cancellationToken)).SingleOrDefault(key => key.Contains(recordingId, StringComparison.Ordinal));
        if (key is null)
        {
            return null;
        }

        using var response = await client.GetObjectAsync(Bucket, key, cancellationToken);
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    public override async Task<IReadOnlyList<string>> CheckpointsAsync(string recordingId, CancellationToken cancellationToken)
    {
        using var client = Client();
        return await KeysAsync(client, new StorageKeys(new StorageKeyOptions()).Checkpoint(recordingId), cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(AmazonS3Client client, string prefix, CancellationToken cancellationToken)
    {
        var pages = client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix });
        var keys = new List<string>();
        await foreach (var found in pages.S3Objects.WithCancellation(cancellationToken))
        {
            keys.Add(found.Key);
        }

        return keys;
    }

    private AmazonS3Client Client() => new(
        new BasicAWSCredentials(AccessKeyId, Secret),
        new AmazonS3Config { ServiceURL = App.GetEndpoint(ResourceNames.S3Server, "server").AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
}

[CollectionDefinition(Name)]
public sealed class S3SystemCollection : ICollectionFixture<S3System>
{
    public const string Name = "the system with objects on an S3 server";
}
