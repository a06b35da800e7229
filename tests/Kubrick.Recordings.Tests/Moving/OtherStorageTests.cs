using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Moving;

/// <summary>Recordings of a storage that is not the configured one: here of the folder after <c>local</c> was changed to <c>s3</c>.</summary>
public sealed class OtherStorageTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_older_recording_is_listed_with_URLs_of_its_own_storage()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var (older, newer) = (await bed.AddAsync(bed.Local), await bed.AddAsync(bed.S3));

        var listed = (await bed.App.GetAsync("/api/recordings")).List.ToDictionary(item => (string)item!["id"]!, item => item!["attributes"]!);

        foreach (var name in (string[])["videoUrl", "thumbnailUrl"])
        {
            Assert.StartsWith("/api/upload/objects/", (string)listed[older.Id.ToString()][name]!, StringComparison.Ordinal);
            Assert.Contains("X-Amz-Signature=", (string)listed[newer.Id.ToString()][name]!, StringComparison.Ordinal);
        }

        Assert.Equal(("local", "s3"), ((string?)listed[older.Id.ToString()]["storageProvider"], (string?)listed[newer.Id.ToString()]["storageProvider"]));
    }

    [Fact]
    public async Task An_older_recording_is_deleted_where_it_lies()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var (older, newer) = (await bed.AddAsync(bed.Local), await bed.AddAsync(bed.S3));

        Assert.Equal(204, (await bed.App.SendAsync(HttpMethod.Delete, $"/api/recordings/{older.Id}", null)).Status);

        Assert.Empty(await MoveBed.KeysAsync(bed.Local, older.Id));
        await MoveBed.AssertHasAsync(bed.S3, newer);
    }

    [Fact]
    public async Task Without_the_settings_of_its_storage_a_recording_has_no_URLs_and_its_deletion_waits()
    {
        await using var bed = await MoveBed.StartAsync(servers, new() { ["Deletion:RetryDelay"] = "00:00:00.100" });
        var stored = await bed.AddAsync(bed.S3, recording => recording with { StorageProvider = "gcp", StorageBucket = "not-configured" });

        var attributes = (await bed.App.GetAsync($"/api/recordings/{stored.Id}")).Data["attributes"]!;
        Assert.Equal((null, null), ((string?)attributes["videoUrl"], (string?)attributes["thumbnailUrl"]));
        Assert.Equal(204, (await bed.App.SendAsync(HttpMethod.Delete, $"/api/recordings/{stored.Id}", null)).Status);
        await Eventually.TrueAsync("the deletion is postponed twice", async () => (await bed.FindAsync(stored.Id))!.Deletion is { Failures: > 1 }, Stop);
        Assert.Null((await bed.FindAsync(stored.Id))!.Deletion!.ObjectsRemovedAt);

        // The settings are there again; here its document names a place that is.
        await bed.App.Collection.UpdateOneAsync(
            recording => recording.Id == stored.Id,
            Builders<Recording>.Update.Set(recording => recording.StorageProvider, "s3").Set(recording => recording.StorageBucket, bed.S3.Location.Bucket),
            cancellationToken: Stop);
        await Eventually.TrueAsync("its objects are gone", async () => (await MoveBed.KeysAsync(bed.S3, stored.Id)).Length == 0, Stop);
    }

    [Fact]
    public async Task An_upload_whose_completion_was_not_reported_is_repaired_where_it_lies()
    {
        await using var bed = await MoveBed.StartAsync(servers, new() { ["Reconciliation:Interval"] = "00:00:00.100", ["Reconciliation:StuckAfter"] = "00:00:00" });
        var stored = await bed.AddAsync(bed.Local, recording => recording with { Status = RecordingStatus.Uploading, DeclaredBytes = recording.FileBytes, FileBytes = null });

        await Eventually.TrueAsync("it is ready", async () => (await bed.FindAsync(stored.Id))!.Status == RecordingStatus.Ready, Stop);
        Assert.Equal(("local", stored.Objects.First().Value.Length), ((await bed.FindAsync(stored.Id))!.StorageProvider, (int)(await bed.FindAsync(stored.Id))!.FileBytes!));
    }

    [Theory]
    [InlineData("s3", 409)]
    [InlineData("local", 200)]
    public async Task A_recording_that_is_being_moved_is_not_uploaded_to_where_its_objects_go(string provider, int status)
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local, recording => recording with
        {
            Status = RecordingStatus.Error,
            StorageCopy = new StorageCopy { Provider = "s3", Bucket = bed.S3.Location.Bucket, StartedAt = TimeProvider.System.GetUtcNow() },
        });
        var place = provider == "s3" ? bed.S3 : bed.Local;
        var start = $$"""{"provider":"{{provider}}","bucket":"{{place.Location.Bucket}}"}""";

        Assert.Equal(status, (await bed.App.SendAsync(HttpMethod.Post, UploadRoutes.State(stored.Id.ToString()), start, contentType: "application/json")).Status);

        // A killed move does not block it for ever.
        bed.Clock.Ahead = TimeSpan.FromHours(2);
        Assert.Equal(200, (await bed.App.SendAsync(HttpMethod.Post, UploadRoutes.State(stored.Id.ToString()), start, contentType: "application/json")).Status);
    }
}
