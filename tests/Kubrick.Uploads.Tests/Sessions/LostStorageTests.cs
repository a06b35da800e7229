using Kubrick.Contracts.Recordings;
using Kubrick.Storage;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Uploads.Deletion;
using Kubrick.Uploads.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kubrick.Uploads.Tests.Sessions;

/// <summary>Uploads in a bucket that does not exist any more, or that refuses access: their clients start again instead of waiting for ever.</summary>
public sealed class LostStorageTests(RadosGateway s3)
{
    private const string Key = "recordings/2026/03/04/a-001.webm";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    // A bucket that was deleted, and keys that were revoked.
    [InlineData(RadosGateway.SecretKey)]
    [InlineData("revoked")]
    public async Task An_upload_in_a_lost_bucket_that_is_not_the_configured_one_counts_as_none(string secret)
    {
        await using var host = await StartAsync("local", secret);
        var (continued, aborted) = (Begin(host), Begin(host));

        (await host.GetAsync(continued)).IsError(400, "NO_UPLOAD_SESSION");
        (await host.PostAsync("complete-chunked", new { recordingId = continued, parts = Array.Empty<object>() })).IsError(400, "NO_UPLOAD_SESSION");
        var begun = await host.PostAsync("init-chunked", new { recordingId = continued, contentType = "video/webm", fileSize = 1000 });
        Assert.Equal((200, "local"), (begun.Status, begun.Text("provider")));

        Assert.Equal(200, (await host.PostAsync("abort-chunked", new { recordingId = aborted })).Status);
        Assert.Equal("error", host.Recordings.Find(aborted).Status);
        var consumer = new UploadAbortConsumer(host.Services.GetRequiredService<StoragePlaces>(), NullLogger<UploadAbortConsumer>.Instance);
        await consumer.AbortAsync(new RecordingDeleted(aborted, Key, "u", TimeProvider.System.GetUtcNow()) { Provider = "s3", Bucket = "deleted" }, Cancel);
    }

    [Fact]
    public async Task A_recording_that_was_completed_in_a_lost_bucket_stays_complete()
    {
        await using var host = await StartAsync("local", "revoked");
        var id = Begin(host);
        host.Recordings.Change(id, state => state with { Status = "ready", UploadId = null, FileBytes = 1000 });

        (await host.PostAsync("complete-chunked", new { recordingId = id, parts = Array.Empty<object>() })).IsError(409, "CONFLICT");
        Assert.Equal(200, (await host.GetAsync(id)).Status);
    }

    [Fact]
    public async Task The_configured_bucket_is_lost_only_if_it_does_not_exist()
    {
        await using var deleted = await StartAsync("s3", RadosGateway.SecretKey);
        (await deleted.GetAsync(Begin(deleted))).IsError(400, "NO_UPLOAD_SESSION");

        // New uploads would go there, too.
        await using var revoked = await StartAsync("s3", "revoked");
        (await revoked.GetAsync(Begin(revoked))).IsError(503, "SERVER_ERROR");
    }

    [Fact]
    public async Task A_bucket_that_does_not_answer_is_waited_for()
    {
        await using var host = await StartAsync("local", RadosGateway.SecretKey, ("Storage:S3:Endpoint", "http://127.0.0.1:9"));
        var id = Begin(host);

        (await host.GetAsync(id)).IsError(503, "SERVER_ERROR");
        (await host.PostAsync("init-chunked", new { recordingId = id, contentType = "video/webm", fileSize = 1000 })).IsError(503, "SERVER_ERROR");
        Assert.Equal("u", host.Recordings.Find(id).UploadId);
    }

    private async Task<UploadsHost> StartAsync(string provider, string secret, params (string Name, string? Value)[] more) => await UploadsHost.StartAsync(
    [
        ("Storage:Provider", provider), ("Storage:S3:Bucket", "deleted"), ("Storage:S3:Region", "us-east-1"), ("Storage:S3:ForcePathStyle", "true"),
        ("Storage:S3:AccessKeyId", RadosGateway.AccessKey), ("Storage:S3:SecretAccessKey", secret),
        .. more.Length > 0 ? more : [("Storage:S3:Endpoint", (await s3.Endpoint).AbsoluteUri)],
    ]);

    /// <summary>A recording with an open upload in the bucket.</summary>
    private static string Begin(UploadsHost host)
    {
        var id = host.Recordings.Create();
        host.Recordings.Change(id, state => state with
        {
            Provider = "s3",
            Bucket = "deleted",
            StorageKey = Key,
            UploadId = "u",
            ChunkSize = host.PartBytes,
            FileSize = 1000,
        });
        return id;
    }
}
