using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>The upload of a guest who closes the browser while recording, and never returns.</summary>
public sealed class AbandonedUploadTests(Servers servers, RadosGateway s3)
{
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    [InlineData("gcp")]
    public async Task What_arrived_becomes_ready_after_the_grace_period(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, 4 * ChunkedUpload.Chunk);
        await upload.NoteAsync(1, recordedSeconds: 12, endSeconds: 10);
        await upload.SendAsync(1);
        bed.Clock.Ahead = TimeSpan.FromSeconds(30);
        await upload.NoteAsync(2, recordedSeconds: 35.5, endSeconds: 30);
        await upload.SendAsync(2);

        await bed.PassAsync(Grace - Hour);
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        Assert.Null(await upload.StoredAsync());

        await bed.PassAsync(Grace + Hour);
        Assert.Equal(new("ready", true, 5.5, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.First(2), await upload.StoredAsync());
        Assert.Equal(30, (double)(await bed.App.GetAsync($"/api/recordings/{upload.RecordingId}")).Data["attributes"]!["duration"]!);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    [InlineData("gcp")]
    public async Task Without_any_part_it_is_an_error_that_says_so_and_can_be_uploaded_again(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, ChunkedUpload.Chunk);

        await bed.PassAsync(Grace - Hour);
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        await bed.PassAsync(Grace + Hour);
        Assert.Equal(new("error", false, null, null, "Nothing of the recording arrived."), await bed.FactsAsync(upload.RecordingId));

        var again = await ChunkedUpload.StartOpenEndedAsync(bed.App, upload.RecordingId, upload.File);
        Assert.Equal(new("uploading", false, null, null, null), await bed.FactsAsync(upload.RecordingId));
        await again.SendAllAsync();
        await again.CompleteAsync();
        Assert.Equal(new("ready", false, null, upload.File.Length, null), await bed.FactsAsync(upload.RecordingId));
    }

    [Fact]
    public async Task A_client_that_reports_is_waited_for_and_one_that_reports_no_times_leaves_the_missing_seconds_unknown()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, 4 * ChunkedUpload.Chunk);
        await upload.SendAsync(1);
        bed.Clock.Ahead = Grace - Hour;
        await upload.NoteAsync();

        await bed.PassAsync((2 * Grace) - (2 * Hour));
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        await bed.PassAsync(2 * Grace);
        Assert.Equal(new("ready", true, null, ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    public async Task An_upload_of_declared_size_is_kept_as_far_as_it_arrived_before_it_expires(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await ChunkedUpload.StartAsync(bed.App, 4 * ChunkedUpload.Chunk);
        await upload.SendAsync(1);
        await upload.SendAsync(2);

        await bed.PassAsync(Lifetime - (12 * Hour));
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        await bed.PassAsync(Lifetime - Hour);
        Assert.Equal(new("ready", true, null, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.First(2), await upload.StoredAsync());
    }

    [Fact]
    public async Task On_gcp_an_upload_of_declared_size_cannot_be_shortened()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "gcp");
        var upload = await ChunkedUpload.StartAsync(bed.App, (2 * ChunkedUpload.Chunk) + 7);
        await upload.SendAsync(1);

        await bed.PassAsync(Lifetime - Hour);
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        await bed.PassAsync(Lifetime + Hour);
        Assert.Equal("error", (await bed.FactsAsync(upload.RecordingId)).Status);
    }

    [Fact]
    public async Task On_gcp_the_last_chunk_completes_the_recording_even_if_nobody_reports_it()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "gcp");
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, (2 * ChunkedUpload.Chunk) + 7);
        await upload.SendAllAsync();

        await bed.PassAsync();

        Assert.Equal(new("ready", false, null, upload.File.Length, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.File, await upload.StoredAsync());
    }

    [Fact]
    public async Task On_gcp_a_piece_of_a_part_counts()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "gcp", ("Storage:OpenEndedPartSize", $"{2 * ChunkedUpload.Chunk}"));
        var declared = await ChunkedUpload.StartOpenEndedAsync(bed.App, 3 * ChunkedUpload.Chunk);
        var abandoned = await ChunkedUpload.StartOpenEndedAsync(bed.App, 4 * ChunkedUpload.Chunk);
        foreach (var upload in (ChunkedUpload[])[declared, abandoned])
        {
            await upload.SendRangeAsync(1, 0, 2 * ChunkedUpload.Chunk);
            await upload.SendRangeAsync(2, 2 * ChunkedUpload.Chunk, 3 * ChunkedUpload.Chunk);
        }

        await abandoned.NoteAsync(1, recordedSeconds: 35, endSeconds: 20);
        await declared.DeclareAsync();
        await bed.PassAsync();
        Assert.Equal(new("ready", false, null, declared.File.Length, null), await bed.FactsAsync(declared.RecordingId));
        Assert.Equal(declared.File, await declared.StoredAsync());

        await bed.PassAsync(Grace + Hour);
        Assert.Equal(new("ready", true, 5, 3 * ChunkedUpload.Chunk, null), await bed.FactsAsync(abandoned.RecordingId));
        Assert.Equal(abandoned.File[..(3 * ChunkedUpload.Chunk)], await abandoned.StoredAsync());
    }

    [Fact]
    public async Task A_declared_upload_whose_hash_differs_is_kept_as_recovered_when_its_client_does_not_return()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, 70);
        await upload.SendAsync(1);
        await upload.DeclareAsync(new string('0', 64));

        await bed.PassAsync();
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        await bed.PassAsync(Grace + Hour);
        Assert.Equal(new("ready", true, null, 70, null), await bed.FactsAsync(upload.RecordingId));
        Assert.False((bool)(await bed.App.GetAsync($"/api/recordings/{upload.RecordingId}")).Data["attributes"]!["sha256Verified"]!);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    [InlineData("gcp")]
    public async Task An_older_object_of_the_same_size_is_not_the_upload(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        // What was stored under the key turned out to be unusable, and is sent again.
        var size = ChunkedUpload.Chunk + 7;
        var id = (string)(await bed.App.CreateAsync())["id"]!;
        var first = await ChunkedUpload.StartOpenEndedAsync(bed.App, id, new byte[size]);
        await first.SendAllAsync();
        await first.JoinAsync();
        bed.Clock.Ahead = Hour;
        var open = await ChunkedUpload.StartSizedAsync(bed.App, id, size);
        await open.SendAsync(1);

        await bed.PassAsync();
        Assert.Equal("uploading", (await bed.FactsAsync(id)).Status);
        await open.AbortInStorageAsync();
        await bed.PassAsync();
        Assert.Equal("uploading", (await bed.FactsAsync(id)).Status);
    }
}
