using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>The guest who returns after all, or at the very moment; and what fails meanwhile.</summary>
public sealed class RecoveredUploadTests(Servers servers, RadosGateway s3)
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(25);

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    [InlineData("gcp")]
    public async Task The_whole_recording_replaces_what_was_recovered(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await RecoverAsync(bed, parts: 2);

        var again = await ChunkedUpload.StartOpenEndedAsync(bed.App, upload.RecordingId, upload.File);
        Assert.Equal(new("uploading", true, 20, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        await again.SendAllAsync();
        await again.CompleteAsync();

        Assert.Equal(new("ready", false, null, upload.File.Length, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.File, await again.StoredAsync());
    }

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    [InlineData("gcp")]
    public async Task A_replacement_that_is_abandoned_too_leaves_the_longer_one(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await RecoverAsync(bed, parts: 2);

        var shorter = await ChunkedUpload.StartOpenEndedAsync(bed.App, upload.RecordingId, upload.File);
        await shorter.SendAsync(1);
        await bed.PassAsync(2 * Abandoned);
        Assert.Equal(new("ready", true, 20, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.First(2), await upload.StoredAsync());

        var longer = await ChunkedUpload.StartOpenEndedAsync(bed.App, upload.RecordingId, upload.File);
        await longer.NoteAsync(3, recordedSeconds: 40, endSeconds: 30);
        await longer.SendAsync(1);
        await longer.SendAsync(2);
        await longer.SendAsync(3);
        await bed.PassAsync(3 * Abandoned);
        Assert.Equal(new("ready", true, 10, 3 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.First(3), await upload.StoredAsync());
    }

    [Fact]
    public async Task A_replacement_that_its_client_aborts_returns_to_what_was_recovered()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await RecoverAsync(bed, parts: 1);
        var again = await ChunkedUpload.StartOpenEndedAsync(bed.App, upload.RecordingId, upload.File);
        await again.AbortInStorageAsync();

        var first = await bed.App.SendAsync(HttpMethod.Post, UploadRoutes.Aborted(upload.RecordingId), "{}", contentType: "application/json");
        var second = await bed.App.SendAsync(HttpMethod.Post, UploadRoutes.Aborted(upload.RecordingId), "{}", contentType: "application/json");

        Assert.Equal((200, "ready", 200), (first.Status, (string)first.Json!["status"]!, second.Status));
        Assert.Equal(new("ready", true, 30, ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.First(1), await upload.StoredAsync());
    }

    [Fact]
    public async Task A_replacement_that_never_got_a_session_returns_to_what_was_recovered()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await RecoverAsync(bed, parts: 1);
        Assert.Equal(200, (await StartAsync(bed, upload.RecordingId, ""","mayReplaceRecovered":true""")).Status);

        await bed.PassAsync(2 * Abandoned);

        Assert.Equal(new("ready", true, 30, ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","mayReplaceRecovered":false""")]
    [InlineData(""","mayReplaceRecovered":true,"mimeType":"video/mp4" """)]
    public async Task Only_an_upload_that_keeps_the_object_until_its_end_may_replace_it(string fields)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await RecoverAsync(bed, parts: 1);

        (await StartAsync(bed, upload.RecordingId, fields)).IsError(409, "CONFLICT");
        Assert.Equal("ready", (await bed.FactsAsync(upload.RecordingId)).Status);
        await ChunkedUpload.StartOpenEndedAsync(bed.App, upload.RecordingId, upload.File);
        (await StartAsync(bed, upload.RecordingId, fields)).IsError(409, "CONFLICT");
    }

    [Fact]
    public async Task A_client_that_returns_before_the_decision_is_stored_continues()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await SendAsync(bed, parts: 2);
        bed.Hook.Found = StorageHook.Once(() => upload.NoteAsync(3, 40, 30));

        await bed.PassAsync(Abandoned);

        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        bed.Hook.Found = () => Task.CompletedTask;
        await upload.SendAsync(3);
        await upload.SendAsync(4);
        await upload.CompleteAsync();
        Assert.Equal(new("ready", false, null, upload.File.Length, null), await bed.FactsAsync(upload.RecordingId));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    [InlineData("gcp")]
    public async Task A_client_that_completes_at_the_same_moment_wins(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await SendAsync(bed, parts: 2);
        bed.Hook.Completing = StorageHook.Once(async () =>
        {
            await upload.SendAsync(3);
            await upload.SendAsync(4);
            await upload.CompleteAsync();
        });

        await bed.PassAsync(Abandoned);

        Assert.Equal(new("ready", false, null, upload.File.Length, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.File, await upload.StoredAsync());
    }

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    [InlineData("gcp")]
    public async Task A_client_that_finds_its_session_gone_begins_again_and_loses_nothing(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await SendAsync(bed, parts: 2);
        ChunkedUpload? again = null;
        bed.Hook.Completed = StorageHook.Once(async () =>
        {
            again = await ChunkedUpload.StartOpenEndedAsync(bed.App, upload.RecordingId, upload.File);
            await again.SendAsync(1);
        });

        await bed.PassAsync(Abandoned);
        Assert.Equal(new("uploading", true, 20, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));

        // It leaves for good: the longer one stays.
        await bed.PassAsync(2 * Abandoned);
        Assert.Equal(new("ready", true, 20, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.First(2), await upload.StoredAsync());
    }

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    [InlineData("gcp")]
    public async Task After_a_crash_between_storage_and_report_the_next_pass_still_knows_what_is_missing(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await SendAsync(bed, parts: 2);
        bed.Hook.Completed = StorageHook.Once(() => throw new StorageException(StorageError.Unavailable, "The process died."));

        await bed.PassAsync(Abandoned);
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        await bed.PassAsync();

        Assert.Equal(new("ready", true, 20, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.First(2), await upload.StoredAsync());
    }

    [Fact]
    public async Task A_storage_that_fails_while_joining_is_asked_again()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await SendAsync(bed, parts: 2);
        bed.Hook.Completing = StorageHook.Once(() => throw new StorageException(StorageError.Full, "The storage is full."));

        await bed.PassAsync(Abandoned);
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        Assert.Null(await upload.StoredAsync());
        await bed.PassAsync();

        Assert.Equal(new("ready", true, 20, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    [InlineData("gcp")]
    public async Task Reconcilers_at_once_recover_it_once(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await SendAsync(bed, parts: 2);
        bed.Clock.Ahead = Abandoned;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bed.NewReconciler().PassAsync(TestContext.Current.CancellationToken)));
        await bed.PassAsync();

        Assert.Equal(new("ready", true, 20, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.First(2), await upload.StoredAsync());
    }

    [Fact]
    public async Task A_client_that_confirms_it_says_that_it_is_whole()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await RecoverAsync(bed, parts: 4);
        Assert.True((await bed.FactsAsync(upload.RecordingId)).Recovered);

        await upload.ReportAsync(new StoredObject(upload.Session.Key, upload.File.Length, "video/webm", "", default));

        Assert.Equal(new("ready", false, null, upload.File.Length, null), await bed.FactsAsync(upload.RecordingId));
    }

    /// <summary>Parts of ten seconds each, of a recording of 40 s.</summary>
    private static async Task<ChunkedUpload> SendAsync(StorageBed bed, int parts)
    {
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, 4 * ChunkedUpload.Chunk);
        await upload.NoteAsync(parts, recordedSeconds: 40, endSeconds: 10 * parts);
        for (var number = 1; number <= parts; number++)
        {
            await upload.SendAsync(number);
        }

        return upload;
    }

    private static async Task<ChunkedUpload> RecoverAsync(StorageBed bed, int parts)
    {
        var upload = await SendAsync(bed, parts);
        await bed.PassAsync(Abandoned);
        Assert.Equal(new("ready", true, 40 - (10 * parts), parts * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        return upload;
    }

    private static Task<RecordingsApp.Answer> StartAsync(StorageBed bed, string id, string fields)
    {
        var location = (StorageLocation)bed.App.Services.GetService(typeof(StorageLocation))!;
        return bed.App.SendAsync(HttpMethod.Post, UploadRoutes.State(id), $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}"{{fields}}}""", contentType: "application/json");
    }
}
