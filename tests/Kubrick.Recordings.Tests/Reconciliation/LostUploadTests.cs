using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Recordings.Uploads;
using Kubrick.Storage;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>Uploads in a place whose settings were removed, whose bucket was deleted, or that refuses access, when they expire.</summary>
public sealed class LostUploadTests(Servers servers, RadosGateway s3)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gcp", "not-configured", RadosGateway.SecretKey)]
    [InlineData("s3", "deleted", RadosGateway.SecretKey)]
    [InlineData("s3", "deleted", "revoked")]
    public async Task At_the_expiry_it_is_an_error_that_says_so(string provider, string bucket, string secret)
    {
        await using var bed = await StartAsync((await s3.Endpoint).AbsoluteUri, secret);
        var upload = await MoveAsync(bed, provider, bucket);

        await bed.PassAsync(Lifetime - Hour);
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        await bed.PassAsync(Lifetime + Hour);

        Assert.Equal(new("error", false, null, null, LostUpload.Reason), await bed.FactsAsync(upload.RecordingId));
        var version = await VersionAsync(bed, upload);
        await bed.PassAsync(Lifetime + (2 * Hour));
        Assert.Equal(version, await VersionAsync(bed, upload));
    }

    [Fact]
    public async Task An_outage_is_waited_for()
    {
        await using var bed = await StartAsync("http://127.0.0.1:9", RadosGateway.SecretKey);
        var upload = await MoveAsync(bed, "s3", "deleted");

        await bed.PassAsync(Lifetime + Hour);

        Assert.Equal(new("uploading", false, null, null, null), await bed.FactsAsync(upload.RecordingId));
    }

    [Fact]
    public async Task When_the_place_can_be_reached_again_what_arrived_is_completed()
    {
        await using var bed = await StartAsync("http://127.0.0.1:9", RadosGateway.SecretKey);
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, 3 * ChunkedUpload.Chunk);
        await upload.NoteAsync(2, recordedSeconds: 30, endSeconds: 20);
        await upload.SendAsync(1);
        await upload.SendAsync(2);
        var place = await PlaceAsync(bed, upload);
        await SetAsync(bed, upload, "local", "another-folder");
        await bed.PassAsync(Lifetime + Hour);
        Assert.Equal(new("error", false, null, null, LostUpload.Reason), await bed.FactsAsync(upload.RecordingId));

        await SetAsync(bed, upload, place.Provider, place.Bucket);
        await bed.PassAsync();

        Assert.Equal(new("ready", true, 10, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.First(2), await upload.StoredAsync());
    }

    [Fact]
    public async Task A_place_that_can_be_reached_again_and_has_nothing_ends_the_upload_for_good()
    {
        await using var bed = await StartAsync("http://127.0.0.1:9", RadosGateway.SecretKey);
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, ChunkedUpload.Chunk);
        var place = await PlaceAsync(bed, upload);
        await SetAsync(bed, upload, "local", "another-folder");
        await bed.PassAsync(Lifetime + Hour);
        await SetAsync(bed, upload, place.Provider, place.Bucket);

        await bed.PassAsync();

        Assert.Equal(new("error", false, null, null, "The upload expired before the recording had arrived."), await bed.FactsAsync(upload.RecordingId));
        Assert.Null((await FindAsync(bed, upload.RecordingId)).UploadSession);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_file_that_was_put_and_not_reported_is_completed_when_its_place_can_be_reached_again(bool isDeclared, bool isArchived)
    {
        await using var bed = await StartAsync("http://127.0.0.1:9", RadosGateway.SecretKey);
        var id = (string)(await bed.App.CreateAsync())["id"]!;
        var here = bed.App.Services.GetRequiredService<StorageLocation>();
        var size = isDeclared ? ",\"fileSize\":100" : "";
        var begun = await bed.App.SendAsync(
            HttpMethod.Post, UploadRoutes.State(id), $$"""{"provider":"local","bucket":"{{here.Bucket}}"{{size}}}""", contentType: "application/json");
        await bed.App.Services.GetRequiredService<IObjectWriter>().PutAsync(
            StagedFiles.KeyOf((string)begun.Json!["storageKey"]!), VideoFile.WebM(100), "video/webm", null, Stop);
        if (isArchived)
        {
            Assert.Equal(200, (await bed.App.PatchAsync(id, """{"status":"archived"}""")).Status);
        }

        await SetAsync(bed, id, "local", "another-folder");
        await bed.PassAsync(Lifetime + Hour);
        Assert.Equal(isArchived ? "archived" : "error", (await bed.FactsAsync(id)).Status);
        Assert.NotNull((await FindAsync(bed, id)).LostAt);

        await SetAsync(bed, id, "local", here.Bucket);
        await bed.PassAsync();
        if (isArchived)
        {
            Assert.Equal(200, (await bed.App.PatchAsync(id, """{"status":"ready"}""")).Status);
        }

        Assert.Equal(new("ready", false, null, 100, null), await bed.FactsAsync(id));
    }

    [Fact]
    public async Task What_a_client_has_ended_itself_is_not_completed_and_is_released_when_it_expires()
    {
        await using var bed = await StartAsync("http://127.0.0.1:9", RadosGateway.SecretKey);
        var upload = await ChunkedUpload.StartAsync(bed.App, ChunkedUpload.Chunk + 7);
        await upload.SendAllAsync();
        await upload.NoteAsync(2);
        Assert.Equal(200, (await bed.App.PatchAsync(upload.RecordingId, """{"status":"error"}""")).Status);

        foreach (var at in (TimeSpan[])[TimeSpan.Zero, 25 * Hour, Lifetime - Hour])
        {
            await bed.PassAsync(at);
            Assert.Equal(new("error", false, null, null, null), await bed.FactsAsync(upload.RecordingId));
            Assert.Equal(upload.Session.UploadId, (await FindAsync(bed, upload.RecordingId)).UploadId);
        }

        await bed.PassAsync(Lifetime + Hour);
        Assert.Equal(new("error", false, null, null, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Null((await FindAsync(bed, upload.RecordingId)).UploadId);
        Assert.Null(await upload.StoredAsync());
    }

    [Fact]
    public void It_keeps_what_it_would_replace_and_is_lost_until_it_is_continued_completed_or_ended()
    {
        var upload = Sample.Recording() with { StorageProvider = "local", StorageBucket = "b", StorageKey = "k", FileBytes = 5, DeclaredBytes = 7 };
        upload = upload with { Earlier = [new EarlierOriginal { Provider = "local", Bucket = "b", Key = "k", MimeType = "video/mp4", FileBytes = 5, ErrorReason = "It is bad." }] };

        Assert.True(LostUpload.End(upload, Sample.Noon).Is(out var lost, out _));
        Assert.Equal((RecordingStatus.Error, LostUpload.Reason, Sample.Noon, 7L), (lost.Status, lost.ErrorReason, lost.LostAt, lost.DeclaredBytes));
        Assert.NotNull(lost.FindReplaced());

        Assert.True(UploadDecisions.Abort(lost, Sample.Noon).Is(out var aborted, out _));
        Assert.Equal((null, "It is bad.", "video/mp4", 0), (aborted.LostAt, aborted.ErrorReason, aborted.MimeType, aborted.Earlier.Count));
        var completion = new UploadCompletion("k", 7, null, null) { Provider = "local", Bucket = "b" };
        Assert.True(UploadCompletions.Complete(lost, completion, Sample.Noon).Is(out var completed, out _));
        Assert.Equal((RecordingStatus.Ready, null, 0), (completed.Status, completed.LostAt, completed.Earlier.Count));
        Assert.Null(lost.MoveTo(RecordingStatus.Uploading, Actor.Client, Sample.Noon).LostAt);
        var archived = lost.MoveTo(RecordingStatus.Archived, Actor.Client, Sample.Noon);
        Assert.Equal(Sample.Noon, archived.MoveTo(RecordingStatus.Error, Actor.Client, Sample.Noon).LostAt);
    }

    private Task<StorageBed> StartAsync(string endpoint, string secret) => StorageBed.StartAsync(
        servers,
        s3,
        "local",
        ("Storage:S3:Bucket", "deleted"),
        ("Storage:S3:Region", "us-east-1"),
        ("Storage:S3:ForcePathStyle", "true"),
        ("Storage:S3:AccessKeyId", RadosGateway.AccessKey),
        ("Storage:S3:SecretAccessKey", secret),
        ("Storage:S3:Endpoint", endpoint));

    /// <summary>An upload of which nothing is known but its document, which names another place.</summary>
    private static async Task<ChunkedUpload> MoveAsync(StorageBed bed, string provider, string bucket)
    {
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, ChunkedUpload.Chunk);
        await SetAsync(bed, upload, provider, bucket);
        return upload;
    }

    private static Task SetAsync(StorageBed bed, ChunkedUpload upload, string? provider, string? bucket) => SetAsync(bed, upload.RecordingId, provider, bucket);

    private static async Task SetAsync(StorageBed bed, string id, string? provider, string? bucket) => await bed.App.Collection.UpdateOneAsync(
        recording => recording.Id == ObjectId.Parse(id),
        Builders<Recording>.Update.Set(recording => recording.StorageProvider, provider).Set(recording => recording.StorageBucket, bucket),
        cancellationToken: Stop);

    private static async Task<(string? Provider, string? Bucket)> PlaceAsync(StorageBed bed, ChunkedUpload upload)
    {
        var recording = await FindAsync(bed, upload.RecordingId);
        return (recording.StorageProvider, recording.StorageBucket);
    }

    private static async Task<long> VersionAsync(StorageBed bed, ChunkedUpload upload) => (await FindAsync(bed, upload.RecordingId)).Version;

    private static async Task<Recording> FindAsync(StorageBed bed, string id) => await bed.App.Collection.Find(recording => recording.Id == ObjectId.Parse(id)).SingleAsync(Stop);
}
