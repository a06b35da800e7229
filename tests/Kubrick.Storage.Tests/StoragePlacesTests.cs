using System.Net;
using System.Text;
using Amazon.S3.Model;
using Kubrick.Storage.Tests.Local;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing.Gcs;

namespace Kubrick.Storage.Tests;

/// <summary>Objects are reached in every place whose settings are there, whichever provider is configured.</summary>
public sealed class StoragePlacesTests(RadosGateway s3)
{
    private readonly string folder = $"streams/{Guid.NewGuid():N}";

    private string Key => $"{folder}/segment.webm";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_folder_is_read_written_and_served_while_S3_is_configured()
    {
        using var earlier = new TempFolder();
        await earlier.Objects(TimeProvider.System).PutAsync(Key, "kept"u8.ToArray(), "video/webm", null, Cancel);
        await using var host = await StorageHost.StartS3Async(await s3.Endpoint, [new("Storage:Local:Root", earlier.Folder.Root)]);
        var place = host.Get<StoragePlaces>().Find("local", Path.GetFileName(earlier.Folder.Root))!;

        var url = host.Absolute(await place.Signer.SignReadAsync(Key, null, Cancel));
        Assert.Equal("kept"u8.ToArray(), await host.Http.GetByteArrayAsync(url, Cancel));
        Assert.Equal(host.Origin.Authority, url.Authority);

        // An upload that was started in the folder ends there.
        var session = await place.Uploads.StartAsync(new UploadRequest($"{folder}/b.webm", "video/webm", 5, Origin: null), Cancel);
        using var content = new ByteArrayContent("video"u8.ToArray());
        using var put = await host.Http.PutAsync(host.Absolute(await place.Uploads.SignPartAsync(session, 1, Cancel)), content, Cancel);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        var stored = await place.Uploads.CompleteAsync(session, (await place.Uploads.FindReceivedAsync(session, Cancel))!.Parts, Cancel);
        Assert.Equal(5, stored.Length);
        Assert.Null(await host.Reader.FindAsync($"{folder}/b.webm", Cancel));

        await place.Remover.DeletePrefixAsync(folder + "/", Cancel);
        Assert.Null(await place.Reader.FindAsync(Key, Cancel));
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_not_created_and_its_routes_do_not_exist()
    {
        var root = Path.Combine(Path.GetTempPath(), "kubrick-no-folder-" + Guid.NewGuid().ToString("N"));
        await using var host = await StorageHost.StartS3Async(await s3.Endpoint, [new("Storage:Local:Root", root)]);
        var places = host.Get<StoragePlaces>();

        Assert.Null(places.Find("local", Path.GetFileName(root)));
        Assert.Contains("Storage__Local__Root", places.WhyNot("local", null), StringComparison.Ordinal);
        Assert.False(Directory.Exists(root));
        using var answer = await host.Http.GetAsync(new Uri(host.Origin, "/api/upload/objects/" + Key), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Another_bucket_is_reached_with_the_same_credentials()
    {
        var bucket = "older-" + Guid.NewGuid().ToString("N");
        using var client = S3TestClient.Create(await s3.Endpoint);
        await client.PutBucketAsync(bucket, Cancel);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = Key, ContentBody = "older" }, Cancel);
        await using var host = await StorageHost.StartS3Async(await s3.Endpoint);
        var place = host.Get<StoragePlaces>().Find("s3", bucket)!;

        Assert.Equal("older", await host.Http.GetStringAsync(await place.Signer.SignReadAsync(Key, null, Cancel), Cancel));
        Assert.Equal(new StorageLocation("s3", bucket), place.Location);
        Assert.Same(place, host.Get<StoragePlaces>().Find("s3", bucket));
        Assert.Null(await host.Reader.FindAsync(Key, Cancel));
    }

    [Fact]
    public async Task S3_and_Gcp_are_reached_while_the_folder_is_configured()
    {
        await using var stub = await GcsStub.StartAsync(Cancel);
        stub.AddBucket("older");
        await using var bucket = await StorageHost.StartS3Async(await s3.Endpoint);
        await using var host = await StorageHost.StartLocalAsync(
        [
            new("Storage:S3:Bucket", "storage-tests"),
            new("Storage:S3:Region", "us-east-1"),
            new("Storage:S3:AccessKeyId", RadosGateway.AccessKey),
            new("Storage:S3:SecretAccessKey", RadosGateway.SecretKey),
            new("Storage:S3:Endpoint", (await s3.Endpoint).AbsoluteUri),
            new("Storage:S3:ForcePathStyle", "true"),
            new("Storage:Gcp:Bucket", "older"),
            new("Storage:Gcp:CredentialsFile", stub.Account.WriteKey()),
            new("Storage:Gcp:Endpoint", stub.Address.AbsoluteUri),
        ]);

        foreach (var (provider, name) in ((string, string?)[])[("s3", null), ("gcp", "older")])
        {
            var place = host.Get<StoragePlaces>().Find(provider, name)!;
            await place.Writer.PutAsync(Key, Encoding.ASCII.GetBytes(provider), "video/webm", null, Cancel);
            Assert.Equal(provider, await host.Http.GetStringAsync(await place.Signer.SignReadAsync(Key, null, Cancel), Cancel));
        }
    }

    [Theory]
    [InlineData("azure", "bucket")]
    [InlineData("", "bucket")]
    [InlineData("local", "another-folder")]
    [InlineData("gcp", "bucket")]
    [InlineData("s3", "a/b")]
    [InlineData("s3", "..")]
    [InlineData("s3", "a..b")]
    [InlineData("s3", "example.org#")]
    [InlineData("s3", "bucket?acl")]
    [InlineData("s3", "")]
    public async Task A_place_without_settings_or_with_a_hostile_name_is_none(string provider, string bucket)
    {
        await using var host = await StorageHost.StartLocalAsync([new("Storage:S3:Bucket", "b"), new("Storage:S3:Region", "r"), new("Storage:S3:Endpoint", "http://127.0.0.1:1")]);

        Assert.Null(host.Get<StoragePlaces>().Find(provider, bucket));
        Assert.NotEmpty(host.Get<StoragePlaces>().WhyNot(provider, bucket));
    }

    [Theory]
    [InlineData("S3:Region", "us-east-1", "AWS_BUCKET_NAME")]
    [InlineData("S3:Endpoint", "not a URL", "AWS_BUCKET_NAME")]
    [InlineData("S3:ForcePathStyle", "perhaps", "Storage:S3")]
    [InlineData("Gcp:ProjectId", "project", "GCP_BUCKET_NAME")]
    [InlineData("Gcp:Endpoint", "http://[", "Storage:Gcp")]
    public async Task Incomplete_settings_of_another_provider_do_not_stop_the_start(string name, string value, string named)
    {
        await using var host = await StorageHost.StartLocalAsync([new("Storage:" + name, value)]);
        var provider = name[..name.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant();

        Assert.Null(host.Get<StoragePlaces>().Find(provider, "bucket"));
        Assert.Contains(named, host.Get<StoragePlaces>().WhyNot(provider, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_most_16_other_buckets_are_opened()
    {
        await using var host = await StorageHost.StartLocalAsync([new("Storage:S3:Bucket", "b"), new("Storage:S3:Region", "r"), new("Storage:S3:Endpoint", "http://127.0.0.1:1")]);
        var places = host.Get<StoragePlaces>();

        Assert.All(Enumerable.Range(0, 16), number => Assert.NotNull(places.Find("s3", $"bucket-{number}")));
        Assert.Null(places.Find("s3", "bucket-16"));
        Assert.NotNull(places.Find("s3", "bucket-3"));
    }

    [Fact]
    public async Task The_configured_place_is_found_by_its_name_and_without_one()
    {
        await using var host = await StorageHost.StartLocalAsync();
        var places = host.Get<StoragePlaces>();
        var folder = Path.GetFileName(host.Folder);

        Assert.All((StoragePlace?[])[places.Find(null, null), places.Find("local", null), places.Find("local", folder), places.Find(null, folder)], place =>
            Assert.Same(places.Configured, place));
    }
}
