using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>Uploads that nobody reports: what they have stored must begin like a video, too.</summary>
public sealed class StoredVideoTests(Servers servers, RadosGateway s3)
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(25);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    [InlineData("gcp")]
    public async Task Parts_that_are_no_video_are_joined_once_their_client_is_gone_and_are_an_error(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var junk = await JunkAsync(bed, ChunkedUpload.Chunk);
        await junk.SendAllAsync();
        await bed.PassAsync(Abandoned);

        Assert.Equal(new("error", false, null, junk.File.Length, RejectUpload.Reason), await bed.FactsAsync(junk.RecordingId));
        Assert.Equal(junk.File, await junk.StoredAsync());
        // The bytes may be all that is left.
        Assert.NotNull((await bed.App.GetAsync($"/api/recordings/{junk.RecordingId}")).Data["attributes"]!["originalUrl"]);

        var again = await ChunkedUpload.StartOpenEndedAsync(bed.App, junk.RecordingId, VideoFile.WebM(2 * ChunkedUpload.Chunk));
        Assert.Equal("uploading", (await bed.FactsAsync(junk.RecordingId)).Status);
        await again.SendAllAsync();
        await again.CompleteAsync();
        Assert.Equal(new("ready", false, null, again.File.Length, null), await bed.FactsAsync(junk.RecordingId));
    }

    [Theory]
    [InlineData("local", "uploading")]
    [InlineData("s3", "error")]
    public async Task A_declared_file_that_is_no_video_is_left_to_its_client_where_it_can_be_looked_at_before_it_is_joined(string provider, string status)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var junk = await JunkAsync(bed, ChunkedUpload.Chunk + 7);
        await junk.SendAllAsync();
        await junk.DeclareAsync();

        await bed.PassAsync();
        Assert.Equal(status, (await bed.FactsAsync(junk.RecordingId)).Status);
        await bed.PassAsync(Abandoned);
        Assert.Equal(new("error", false, null, junk.File.Length, RejectUpload.Reason), await bed.FactsAsync(junk.RecordingId));
        Assert.Equal(junk.File, await junk.StoredAsync());
    }

    [Fact]
    public async Task A_joined_file_that_is_no_video_and_was_not_reported_is_an_error()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var junk = await JunkAsync(bed, 500);
        await junk.SendAllAsync();
        await junk.DeclareAsync();
        await junk.JoinAsync();

        await bed.PassAsync();

        Assert.Equal(new("error", false, null, 500, RejectUpload.Reason), await bed.FactsAsync(junk.RecordingId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_PUT_of_what_is_no_video_is_an_error_also_in_the_archive(bool isArchived)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var id = (string)(await bed.App.CreateAsync())["id"]!;
        var key = await StartAsync(bed, id, 40);
        await PutAsync(bed, key, new byte[40]);
        if (isArchived)
        {
            Assert.Equal(200, (await bed.App.PatchAsync(id, """{"status":"archived"}""")).Status);
        }

        await bed.PassAsync();

        if (isArchived)
        {
            Assert.Equal(200, (await bed.App.PatchAsync(id, """{"status":"error"}""")).Status);
        }

        Assert.Equal(new("error", false, null, 40, RejectUpload.Reason), await bed.FactsAsync(id));
    }

    [Fact]
    public async Task A_rejected_file_of_the_same_size_is_not_taken_for_the_next_one()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var id = (string)(await bed.App.CreateAsync())["id"]!;
        var key = await StartAsync(bed, id, 40);
        await PutAsync(bed, key, new byte[40]);
        await bed.PassAsync();
        Assert.Equal("error", (await bed.FactsAsync(id)).Status);

        await StartAsync(bed, id, 40);
        await bed.PassAsync();
        Assert.Equal("uploading", (await bed.FactsAsync(id)).Status);

        await PutAsync(bed, key, VideoFile.WebM(40));
        await bed.PassAsync();
        Assert.Equal(new("ready", false, null, 40, null), await bed.FactsAsync(id));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    [InlineData("gcp")]
    public async Task An_abandoned_upload_in_the_archive_is_recovered_and_restored_as_ready(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, 3 * ChunkedUpload.Chunk);
        await upload.SendAsync(1);
        await upload.SendAsync(2);
        var whole = await ChunkedUpload.StartAsync(bed.App, ChunkedUpload.Chunk + 7);
        await whole.SendAllAsync();
        foreach (var id in (string[])[upload.RecordingId, whole.RecordingId])
        {
            Assert.Equal(200, (await bed.App.PatchAsync(id, """{"status":"archived"}""")).Status);
        }

        await bed.PassAsync(Abandoned);

        foreach (var id in (string[])[upload.RecordingId, whole.RecordingId])
        {
            Assert.Equal("archived", (await bed.FactsAsync(id)).Status);
            Assert.Equal(200, (await bed.App.PatchAsync(id, """{"status":"ready"}""")).Status);
        }

        Assert.Equal(new("ready", true, null, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(new("ready", false, null, whole.File.Length, null), await bed.FactsAsync(whole.RecordingId));
        Assert.Equal(upload.First(2), await upload.StoredAsync());
    }

    [Fact]
    public async Task A_WebM_that_was_declared_as_MP4_is_recovered_and_served_as_WebM()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var id = (string)(await bed.App.CreateAsync())["id"]!;
        var key = await StartAsync(bed, id, 100, "video/mp4");
        Assert.EndsWith(".mp4", key, StringComparison.Ordinal);
        await bed.App.Services.GetRequiredService<IObjectWriter>().PutAsync(key, VideoFile.WebM(100), "video/mp4", null, Stop);

        await bed.PassAsync();

        var attributes = (await bed.App.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;
        Assert.Equal(("ready", "video/webm"), ((string)attributes["status"]!, (string)attributes["mimeType"]!));
        Assert.Contains("response-content-type=video%2Fwebm", (string)attributes["videoUrl"]!, StringComparison.Ordinal);
        Assert.Contains("response-content-type=video%2Fwebm", (string)attributes["originalUrl"]!, StringComparison.Ordinal);
        Assert.Contains(".webm", Uri.UnescapeDataString((string)attributes["originalUrl"]!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storage_that_fails_says_nothing_of_the_video()
    {
        var reader = new BrokenReader();
        var app = await RecordingsApp.StartAsync(
            servers, new() { ["Reconciliation:StuckAfter"] = "00:00:00", ["Reconciliation:Interval"] = "1.00:00:00" }, reader.Replace);
        await using var bed = new StorageBed(app, new AdvancedClock(), new StorageHook(), stub: null);
        var id = (string)(await app.CreateAsync())["id"]!;
        await PutAsync(bed, await StartAsync(bed, id, 100), VideoFile.WebM(100));

        foreach (var failure in (Func<Stream?>[])[() => null, () => new MemoryStream(new byte[50]), () => throw new StorageException(StorageError.Unavailable, "It is away.")])
        {
            reader.Answer = failure;
            await bed.PassAsync();
            Assert.Equal("uploading", (await bed.FactsAsync(id)).Status);
        }

        reader.Answer = null;
        await bed.PassAsync();
        Assert.Equal("ready", (await bed.FactsAsync(id)).Status);
    }

    private static async Task<ChunkedUpload> JunkAsync(StorageBed bed, int size) =>
        await ChunkedUpload.StartOpenEndedAsync(bed.App, (string)(await bed.App.CreateAsync())["id"]!, new byte[size]);

    private static async Task<string> StartAsync(StorageBed bed, string id, int size, string mimeType = "video/webm")
    {
        var location = bed.App.Services.GetRequiredService<StorageLocation>();
        var started = await bed.App.SendAsync(
            HttpMethod.Post,
            UploadRoutes.State(id),
            $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}","fileSize":{{size}},"mimeType":"{{mimeType}}"}""",
            contentType: "application/json");
        Assert.Equal(200, started.Status);
        return (string)started.Json!["storageKey"]!;
    }

    private static Task<StoredObject> PutAsync(StorageBed bed, string key, byte[] bytes) => bed.App.Services.GetRequiredService<IObjectWriter>().PutAsync(key, bytes, "video/webm", null, Stop);
}
