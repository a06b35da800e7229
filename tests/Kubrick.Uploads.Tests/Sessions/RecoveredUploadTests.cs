using Kubrick.Contracts.Uploads;
using Kubrick.Storage;
using Kubrick.Testing;
using Kubrick.Uploads.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Uploads.Tests.Sessions;

/// <summary>A client that returns after Recordings has completed its upload with what had arrived.</summary>
public sealed class RecoveredUploadTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly UploadsHost host = shared.Host;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_reported_so_and_the_whole_recording_replaces_it()
    {
        var upload = await Upload.StartOpenEndedAsync(host, (2 * host.PartBytes) + 10);
        await upload.SendAsync(1);
        await RecoverAsync(upload);

        var progress = await host.GetAsync(upload.RecordingId);
        Assert.Equal(("ready", true, host.PartBytes), (progress.Text("status"), progress.Body.GetProperty("recovered").GetBoolean(), progress.Number("receivedBytes")));
        (await upload.CompleteAsync((2 * host.PartBytes) + 10)).IsError(400, "NO_UPLOAD_SESSION");
        (await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = 2 })).IsError(400, "NO_UPLOAD_SESSION");

        var again = await host.PostAsync("init-chunked", new { recordingId = upload.RecordingId, contentType = "video/webm" });
        Assert.Equal(200, again.Status);
        Assert.Equal(("uploading", true), (host.Recordings.Find(upload.RecordingId).Status, StoredBytes(upload) == host.PartBytes));
        await upload.SendAllAsync();
        (await upload.CompleteAsync(host.PartBytes - 1)).IsError(422, "VALIDATION_ERROR");
        Assert.Equal(200, (await upload.CompleteAsync((2 * host.PartBytes) + 10, upload.Sha256)).Status);

        Assert.True(upload.IsStoredWhole());
        Assert.True(host.Recordings.LastCompletion!.IsWhole);
        Assert.False((await host.GetAsync(upload.RecordingId)).Body.GetProperty("recovered").GetBoolean());
    }

    [Fact]
    public async Task All_of_it_is_confirmed_without_parts()
    {
        var upload = await Upload.StartOpenEndedAsync(host, host.PartBytes);
        await upload.SendAsync(1);
        await RecoverAsync(upload);

        var wrong = await ConfirmAsync(upload, new string('0', 64));
        wrong.IsError(422, "VALIDATION_ERROR");
        Assert.Equal(200, (await ConfirmAsync(upload, upload.Sha256)).Status);

        Assert.Equal((true, true, (long)host.PartBytes), (host.Recordings.LastCompletion!.IsWhole, host.Recordings.LastCompletion.IsSha256Verified, host.Recordings.LastCompletion.FileBytes));
        Assert.False(host.Recordings.Find(upload.RecordingId).IsRecovered);
    }

    [Fact]
    public async Task An_upload_without_parts_is_still_refused()
    {
        var upload = await Upload.StartOpenEndedAsync(host, host.PartBytes);
        await upload.SendAsync(1);

        (await ConfirmAsync(upload, null)).IsError(422, "VALIDATION_ERROR");
        Assert.Equal("uploading", host.Recordings.Find(upload.RecordingId).Status);
    }

    [Fact]
    public async Task A_completion_that_finds_the_upload_completed_with_less_reports_nothing()
    {
        var upload = await Upload.StartOpenEndedAsync(host, 2 * host.PartBytes);
        await upload.SendAllAsync();
        // Between the comparison of the parts and their joining: here the object is there before, and its session is not.
        await JoinAsync(upload, parts: 1);

        (await upload.CompleteAsync(2 * host.PartBytes)).IsError(400, "NO_UPLOAD_SESSION");

        Assert.Equal("uploading", host.Recordings.Find(upload.RecordingId).Status);
        Assert.NotEqual(upload.UploadId, (await host.PostAsync("init-chunked", new { recordingId = upload.RecordingId })).Text("uploadId"));
    }

    [Fact]
    public async Task An_older_object_of_the_same_size_does_not_complete_an_upload_whose_session_is_gone()
    {
        var upload = await Upload.StartOpenEndedAsync(host, 1000);
        await host.Services.GetRequiredService<IObjectWriter>().PutAsync(upload.Begun.Text("storageKey"), VideoFile.WebM(1000), "video/webm", null, Stop);
        await upload.SendAsync(1);
        var session = new UploadSession(upload.Begun.Text("storageKey"), upload.UploadId, host.PartBytes, ExpiresAt: null);
        await host.Services.GetRequiredService<IResumableUploads>().AbortAsync(session, Stop);

        host.Recordings.Change(upload.RecordingId, state => state with { SessionStartedAt = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1) });
        (await upload.CompleteAsync(1000)).IsError(400, "NO_UPLOAD_SESSION");
        host.Recordings.Change(upload.RecordingId, state => state with { SessionStartedAt = TimeProvider.System.GetUtcNow() });
        Assert.Equal(200, (await upload.CompleteAsync(1000)).Status);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e300")]
    [InlineData("31536001")]
    [InlineData("\"12\"")]
    [InlineData("[]")]
    public async Task Times_out_of_range_are_refused(string value)
    {
        var upload = await Upload.StartOpenEndedAsync(host, 10);
        foreach (var name in (string[])["recordedSeconds", "endSeconds"])
        {
            var answer = await host.PostRawAsync("chunk-url", $$"""{"recordingId":"{{upload.RecordingId}}","partNumber":1,"{{name}}":{{value}}}""");
            answer.IsError(422, "VALIDATION_ERROR");
            Assert.Contains(answer.Errors, error => error.Pointer == $"/{name}");
        }

        (await host.PostRawAsync("chunk-url", $$"""{"recordingId":"{{upload.RecordingId}}","partNumber":1,"recordedSeconds":NaN}""")).IsError(400, "INVALID_FORMAT");
        Assert.Null(host.Recordings.Find(upload.RecordingId).LastPartAt);
    }

    [Fact]
    public async Task The_times_of_a_part_are_passed_on()
    {
        var upload = await Upload.StartOpenEndedAsync(host, 10);

        Assert.Equal(200, (await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = 7, recordedSeconds = 12.5, endSeconds = 10 })).Status);
        Assert.Equal(new NotePart(7, 12.5, 10), host.Recordings.LastNote);
    }

    [Fact]
    public async Task A_part_is_passed_on_once_in_ten_seconds_unless_the_clocks_differ()
    {
        var upload = await Upload.StartOpenEndedAsync(host, 10);
        var start = TimeProvider.System.GetTimestamp();
        await NoteAsync(upload, 1);
        await NoteAsync(upload, 2);
        Assert.True(host.Recordings.LastNote!.PartNumber == 1 || TimeProvider.System.GetElapsedTime(start) >= UploadRoutes.PartInterval);

        foreach (var (since, part) in new[] { (UploadRoutes.PartInterval, 3), (-UploadRoutes.PartInterval, 4) })
        {
            host.Recordings.Change(upload.RecordingId, state => state with { LastPartAt = TimeProvider.System.GetUtcNow() - since });
            await NoteAsync(upload, part);
            Assert.Equal(part, host.Recordings.LastNote!.PartNumber);
        }
    }

    private async Task NoteAsync(Upload upload, int partNumber) =>
        Assert.Equal(200, (await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber })).Status);

    /// <summary>What Recordings' reconciler does.</summary>
    private async Task RecoverAsync(Upload upload)
    {
        var stored = await JoinAsync(upload, parts: 1);
        host.Recordings.Change(upload.RecordingId, state => state with { Status = "ready", UploadId = null, IsOpenEnded = false, IsRecovered = true, FileBytes = stored.Length });
    }

    private async Task<StoredObject> JoinAsync(Upload upload, int parts)
    {
        var uploads = host.Services.GetRequiredService<IResumableUploads>();
        var session = new UploadSession(upload.Begun.Text("storageKey"), upload.UploadId, host.PartBytes, ExpiresAt: null);
        var received = await uploads.FindReceivedAsync(session, Stop);
        return await uploads.CompleteAsync(session, [.. received!.Parts.Take(parts)], Stop);
    }

    private long StoredBytes(Upload upload) => new FileInfo(Path.Combine(host.Folder, "objects", host.Recordings.Find(upload.RecordingId).StorageKey!)).Length;

    private Task<Answer> ConfirmAsync(Upload upload, string? sha256) =>
        host.PostAsync("complete-chunked", new { recordingId = upload.RecordingId, parts = Array.Empty<object>(), fileSize = host.PartBytes, sha256 });
}
