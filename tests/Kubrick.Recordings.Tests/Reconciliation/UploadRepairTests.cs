using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Reconciliation;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Storage.Local;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Reconciliation;

public sealed class UploadRepairTests(Servers servers)
{
    private const int Size = 20;

    /// <summary>Only the passes that a test starts run.</summary>
    private static Dictionary<string, string> Passive => new()
    {
        ["Reconciliation:StuckAfter"] = "00:00:00",
        ["Reconciliation:Interval"] = "1.00:00:00",
        ["Storage:PartSize"] = $"{ChunkedUpload.Chunk}",
        ["Storage:OpenEndedPartSize"] = $"{ChunkedUpload.Chunk}",
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_completely_stored_upload_becomes_ready()
    {
        await using var app = await RecordingsApp.StartAsync(servers, new() { ["Reconciliation:StuckAfter"] = "00:00:00", ["Reconciliation:Interval"] = "00:00:00.050" });
        var id = await Start(app, storedBytes: Size);
        await Eventually.TrueAsync("it is ready", async () => await Status(app, id) == "ready", Stop);
    }

    [Fact]
    public async Task A_file_that_was_put_and_not_reported_is_moved_to_its_key_and_becomes_ready()
    {
        await using var app = await RecordingsApp.StartAsync(servers, Passive);
        var (whole, cut) = (await Start(app, storedBytes: 0), await Start(app, storedBytes: 0));
        var (key, cutKey) = (await StartAgain(app, whole), await StartAgain(app, cut));
        var writer = app.Services.GetRequiredService<IObjectWriter>();
        await writer.PutAsync(StagedFiles.KeyOf(key), VideoFile.WebM(Size), "video/webm", null, Stop);
        await writer.PutAsync(StagedFiles.KeyOf(cutKey), VideoFile.WebM(Size - 1), "video/webm", null, Stop);

        await app.Services.GetRequiredService<Reconciler>().PassAsync(Stop);

        Assert.Equal(("ready", "uploading"), (await Status(app, whole), await Status(app, cut)));
        var reader = app.Services.GetRequiredService<IObjectReader>();
        Assert.Equal(Size, (await reader.FindAsync(key, Stop))!.Length);
        Assert.Null(await reader.FindAsync(StagedFiles.KeyOf(key), Stop));
        Assert.Null(await reader.FindAsync(cutKey, Stop));
        // The URL is of no use any more.
        using var late = new MemoryStream(VideoFile.WebM(Size));
        var refused = await Assert.ThrowsAsync<StorageException>(() => ((LocalObjects)writer).WriteAsync(StagedFiles.KeyOf(key), late, Size, "video/webm", Stop));
        Assert.Equal(StorageError.PreconditionFailed, refused.Error);

        Assert.Equal(204, (await app.SendAsync(HttpMethod.Delete, $"/api/recordings/{cut}", null)).Status);
        Assert.Null(await reader.FindAsync(StagedFiles.KeyOf(cutKey), Stop));
    }

    [Fact]
    public async Task Bounded_passes_reach_every_recording_and_skip_incomplete_ones()
    {
        await using var app = await RecordingsApp.StartAsync(servers, new() { ["Reconciliation:StuckAfter"] = "00:00:00", ["Reconciliation:Interval"] = "1.00:00:00", ["Reconciliation:BatchSize"] = "2" });
        var whole = new List<string>();
        var partial = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            partial.Add(await Start(app, storedBytes: 0));
            whole.Add(await Start(app, storedBytes: Size));
            partial.Add(await Start(app, storedBytes: Size - 1));
        }

        var reconciler = app.Services.GetRequiredService<Reconciler>();
        await Eventually.TrueAsync(
            "every complete one is ready",
            async () =>
            {
                await reconciler.PassAsync(Stop);
                return (await Task.WhenAll(whole.Select(id => Status(app, id)))).All(status => status == "ready");
            },
            Stop);
        Assert.All(await Task.WhenAll(partial.Select(id => Status(app, id))), status => Assert.Equal("uploading", status));
    }

    [Fact]
    public async Task An_upload_in_progress_is_not_repaired()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        var id = await Start(app, storedBytes: Size);
        await app.Services.GetRequiredService<Reconciler>().PassAsync(Stop);
        Assert.Equal("uploading", await Status(app, id));
    }

    [Fact]
    public async Task A_chunked_upload_with_all_parts_is_joined_and_becomes_ready()
    {
        await using var app = await RecordingsApp.StartAsync(servers, Passive);
        var whole = await ChunkedUpload.StartAsync(app, (2 * ChunkedUpload.Chunk) + 7);
        foreach (var number in (int[])[3, 1, 2])
        {
            await whole.SendAsync(number);
        }

        await app.Services.GetRequiredService<Reconciler>().PassAsync(Stop);

        Assert.Equal("ready", await Status(app, whole.RecordingId));
        Assert.Equal(whole.File, await whole.StoredAsync());
        var state = (await app.GetAsync(UploadRoutes.State(whole.RecordingId))).Json!;
        Assert.Equal(((long)whole.File.Length, null), ((long)state["fileBytes"]!, state["uploadId"]));
    }

    [Fact]
    public async Task A_chunked_upload_with_missing_bytes_is_unchanged_and_can_continue()
    {
        await using var app = await RecordingsApp.StartAsync(servers, Passive);
        var gap = await ChunkedUpload.StartAsync(app, (2 * ChunkedUpload.Chunk) + 7);
        await gap.SendAsync(1);
        await gap.SendAsync(3);
        var brief = await ChunkedUpload.StartAsync(app, (2 * ChunkedUpload.Chunk) + 7);
        await brief.SendAsync(1);
        await brief.SendAsync(2, bytes: ChunkedUpload.Chunk - 1);
        await brief.SendAsync(3, bytes: 8);
        var reconciler = app.Services.GetRequiredService<Reconciler>();

        await reconciler.PassAsync(Stop);
        Assert.Equal(("uploading", "uploading"), (await Status(app, gap.RecordingId), await Status(app, brief.RecordingId)));
        Assert.Null(await gap.StoredAsync());
        Assert.Null(await brief.StoredAsync());

        await gap.SendAsync(2);
        await reconciler.PassAsync(Stop);
        Assert.Equal(("ready", "uploading"), (await Status(app, gap.RecordingId), await Status(app, brief.RecordingId)));
    }

    [Fact]
    public async Task A_storage_failure_for_one_recording_does_not_stop_the_others()
    {
        var reader = new FailingReader.Key();
        await using var app = await RecordingsApp.StartAsync(servers, Passive, services => FailingReader.Replace(services, reader));
        var older = await Start(app, storedBytes: Size);
        var failing = await Start(app, storedBytes: Size);
        var newer = await Start(app, storedBytes: Size);
        reader.Value = (string)(await app.GetAsync(UploadRoutes.State(failing))).Json!["storageKey"]!;
        var reconciler = app.Services.GetRequiredService<Reconciler>();

        await reconciler.PassAsync(Stop);
        Assert.Equal(("ready", "uploading", "ready"), (await Status(app, older), await Status(app, failing), await Status(app, newer)));

        reader.Value = null;
        await reconciler.PassAsync(Stop);
        Assert.Equal("ready", await Status(app, failing));
    }

    [Fact]
    public async Task An_expired_upload_keeps_what_arrived_and_without_anything_becomes_an_error_and_can_be_retried()
    {
        var clock = new AdvancedClock();
        await using var app = await RecordingsApp.StartAsync(servers, Passive, services => services.AddSingleton<TimeProvider>(clock));
        var never = (string)(await app.CreateAsync())["id"]!;
        var started = await Start(app, storedBytes: 0);
        var chunked = await ChunkedUpload.StartAsync(app, (2 * ChunkedUpload.Chunk) + 7);
        await chunked.SendAsync(1);
        string[] ids = [never, started, chunked.RecordingId];
        var reconciler = app.Services.GetRequiredService<Reconciler>();

        clock.Ahead = TimeSpan.FromDays(7) - TimeSpan.FromHours(7);
        await reconciler.PassAsync(Stop);
        Assert.All(await Task.WhenAll(ids.Select(id => Status(app, id))), status => Assert.Equal("uploading", status));

        clock.Ahead = TimeSpan.FromDays(7) + TimeSpan.FromHours(1);
        await reconciler.PassAsync(Stop);
        // The folder keeps what has arrived, although the session has expired.
        Assert.Equal(["error", "error", "ready"], await Task.WhenAll(ids.Select(id => Status(app, id))));
        Assert.Equal(chunked.First(1), await chunked.StoredAsync());

        await StartAgain(app, started);
        await reconciler.PassAsync(Stop);
        Assert.Equal("uploading", await Status(app, started));
    }

    [Fact]
    public async Task A_stored_file_without_a_declared_size_is_kept_at_expiry()
    {
        var clock = new AdvancedClock();
        await using var app = await RecordingsApp.StartAsync(servers, Passive, services => services.AddSingleton<TimeProvider>(clock));
        var id = await Start(app, storedBytes: Size, declares: false);
        var reconciler = app.Services.GetRequiredService<Reconciler>();

        await reconciler.PassAsync(Stop);
        Assert.Equal("uploading", await Status(app, id));

        clock.Ahead = TimeSpan.FromDays(8);
        await reconciler.PassAsync(Stop);
        Assert.Equal("ready", await Status(app, id));
    }

    [Fact]
    public async Task An_open_ended_upload_grows_until_its_client_declares_the_size()
    {
        await using var app = await RecordingsApp.StartAsync(servers, Passive);
        var upload = await ChunkedUpload.StartOpenEndedAsync(app, (2 * ChunkedUpload.Chunk) + 7);
        await upload.SendAsync(1);
        await upload.SendAsync(2);
        var reconciler = app.Services.GetRequiredService<Reconciler>();

        await reconciler.PassAsync(Stop);
        Assert.Equal("uploading", await Status(app, upload.RecordingId));
        Assert.Null(await upload.StoredAsync());

        await upload.SendAsync(3);
        await reconciler.PassAsync(Stop);
        Assert.Equal("uploading", await Status(app, upload.RecordingId));

        await upload.DeclareAsync(upload.Sha256);
        await reconciler.PassAsync(Stop);
        Assert.Equal("ready", await Status(app, upload.RecordingId));
        Assert.Equal(upload.File, await upload.StoredAsync());
        var attributes = (await app.GetAsync($"/api/recordings/{upload.RecordingId}")).Data["attributes"]!;
        Assert.Equal((upload.Sha256, true), ((string)attributes["sha256"]!, (bool)attributes["sha256Verified"]!));
    }

    [Fact]
    public async Task An_open_ended_upload_with_another_hash_waits_for_its_client()
    {
        await using var app = await RecordingsApp.StartAsync(servers, Passive);
        var upload = await ChunkedUpload.StartOpenEndedAsync(app, Size);
        await upload.SendAsync(1);
        await upload.DeclareAsync(new string('0', 64));

        await app.Services.GetRequiredService<Reconciler>().PassAsync(Stop);

        Assert.Equal("uploading", await Status(app, upload.RecordingId));
        Assert.Null(await upload.StoredAsync());
    }

    private static async Task<string> Start(RecordingsApp app, int storedBytes, bool declares = true)
    {
        var id = (string)(await app.CreateAsync())["id"]!;
        var key = await StartAgain(app, id, declares);
        if (storedBytes > 0)
        {
            await app.Services.GetRequiredService<IObjectWriter>().PutAsync(key, VideoFile.WebM(storedBytes), "video/webm", null, Stop);
        }

        return id;
    }

    private static async Task<string> StartAgain(RecordingsApp app, string id, bool declares = true)
    {
        var location = app.Services.GetRequiredService<StorageLocation>();
        var started = await app.SendAsync(
            HttpMethod.Post,
            UploadRoutes.State(id),
            $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}"{{(declares ? $",\"fileSize\":{Size}" : "")}}}""",
            contentType: "application/json");
        return (string)started.Json!["storageKey"]!;
    }

    private static async Task<string> Status(RecordingsApp app, string id) => (string)(await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["status"]!;
}
