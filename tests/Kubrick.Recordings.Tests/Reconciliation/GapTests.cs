using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>Several parts were under way when the browser died: later ones have arrived, and earlier ones have not.</summary>
public sealed class GapTests(Servers servers, RadosGateway s3)
{
    private const string StartMissing = MissingStart.Reason;

    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(25);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    public async Task Everything_that_arrived_is_ready_after_the_grace_period_and_the_gap_counts_as_missing(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await SendAsync(bed, 1, 2, 4);

        await bed.PassAsync(Abandoned);

        byte[] kept = [.. upload.First(2), .. upload.File[(3 * ChunkedUpload.Chunk)..(4 * ChunkedUpload.Chunk)]];
        Assert.Equal(new("ready", true, 20, kept.Length, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(30, (double)(await bed.App.GetAsync($"/api/recordings/{upload.RecordingId}")).Data["attributes"]!["duration"]!);
        Assert.Equal(kept, await upload.StoredAsync());

        // The browser that returns has everything.
        var again = await ChunkedUpload.StartOpenEndedAsync(bed.App, upload.RecordingId, upload.File);
        await again.SendAllAsync();
        await again.CompleteAsync();
        Assert.Equal(new("ready", false, null, upload.File.Length, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.File, await again.StoredAsync());
    }

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    public async Task Without_the_first_part_it_is_an_error_that_says_so_and_every_byte_is_kept(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await SendAsync(bed, 2, 3, 5);

        await bed.PassAsync(Abandoned);

        byte[] kept = [.. upload.File[ChunkedUpload.Chunk..(3 * ChunkedUpload.Chunk)], .. upload.File[(4 * ChunkedUpload.Chunk)..]];
        Assert.Equal(new("error", false, null, kept.Length, StartMissing), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(kept, await upload.StoredAsync());
        Assert.NotNull((await bed.App.GetAsync($"/api/recordings/{upload.RecordingId}")).Data["attributes"]!["originalUrl"]);
        await bed.PassAsync(Lifetime + Abandoned);
        Assert.Equal(kept, await upload.StoredAsync());

        var again = await ChunkedUpload.StartOpenEndedAsync(bed.App, upload.RecordingId, upload.File);
        await again.SendAllAsync();
        await again.CompleteAsync();
        Assert.Equal(new("ready", false, null, upload.File.Length, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.File, await again.StoredAsync());
        // A shorter file would have been stored as well.
        Assert.Equal(kept, await upload.StoredAsync());
    }

    [Theory]
    [InlineData("local", 1, 3)]
    [InlineData("s3", 1, 3)]
    [InlineData("local", 2, 4)]
    public async Task After_a_crash_between_storage_and_report_the_next_pass_still_knows_what_is_missing(string provider, int first, int second)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await SendAsync(bed, first, second);
        bed.Hook.Completed = StorageHook.Once(() => throw new StorageException(StorageError.Unavailable, "The process died."));

        await bed.PassAsync(Abandoned);
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        await bed.PassAsync();

        Assert.Equal(
            first == 1 ? new("ready", true, 30, 2 * ChunkedUpload.Chunk, null) : new("error", false, null, 2 * ChunkedUpload.Chunk, StartMissing),
            await bed.FactsAsync(upload.RecordingId));
    }

    [Fact]
    public async Task An_upload_of_declared_size_is_no_exception()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var id = (string)(await bed.App.CreateAsync("""{"recorderName":"Ada","playbackFormat":"video","duration":40}"""))["id"]!;
        var upload = await ChunkedUpload.StartSizedAsync(bed.App, id, 4 * ChunkedUpload.Chunk);
        await upload.NoteAsync(4);
        await upload.SendAsync(1);
        await upload.SendAsync(4);

        await bed.PassAsync(Abandoned);

        Assert.Equal(new("ready", true, 20, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(id));
        byte[] kept = [.. upload.First(1), .. upload.File[(3 * ChunkedUpload.Chunk)..]];
        Assert.Equal(kept, await upload.StoredAsync());
    }

    [Fact]
    public async Task In_MP4_what_follows_a_gap_is_stored_and_counts_as_missing()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var id = (string)(await bed.App.CreateAsync("""{"recorderName":"Ada","playbackFormat":"video","mimeType":"video/mp4"}"""))["id"]!;
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, id, VideoFile.Mp4(5 * ChunkedUpload.Chunk));
        await upload.NoteAsync(5, recordedSeconds: 50, endSeconds: 50);
        foreach (var number in (int[])[1, 2, 4])
        {
            await upload.SendAsync(number);
        }

        await bed.PassAsync(Abandoned);

        Assert.Equal(new("ready", true, 30, 3 * ChunkedUpload.Chunk, null), await bed.FactsAsync(id));
        Assert.Equal(20, (double)(await bed.App.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["duration"]!);
    }

    [Fact]
    public async Task What_was_recovered_before_is_not_replaced_by_more_that_cannot_be_played()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await SendAsync(bed, 1, 2);
        await bed.PassAsync(Abandoned);
        Assert.Equal(new("ready", true, 30, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));

        var again = await ChunkedUpload.StartOpenEndedAsync(bed.App, upload.RecordingId, upload.File);
        foreach (var number in (int[])[2, 3, 4, 5])
        {
            await again.SendAsync(number);
        }

        // Its client may still send the first part.
        await bed.PassAsync(2 * Abandoned);
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        await bed.PassAsync(Lifetime + (2 * Abandoned));
        Assert.Equal(new("ready", true, 30, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.First(2), await upload.StoredAsync());
    }

    [Fact]
    public async Task A_short_part_that_the_storage_refuses_before_others_does_not_keep_them_from_being_stored()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await SendAsync(bed, 1, 3);
        await upload.SendAsync(2, bytes: 7);

        await bed.PassAsync(Abandoned);

        Assert.Equal(new("ready", true, 30, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        byte[] kept = [.. upload.First(1), .. upload.File[(2 * ChunkedUpload.Chunk)..(3 * ChunkedUpload.Chunk)]];
        Assert.Equal(kept, await upload.StoredAsync());
    }

    [Fact]
    public async Task A_client_that_closes_the_gap_in_time_loses_nothing()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await SendAsync(bed, 1, 2, 3, 5);

        await bed.PassAsync(Abandoned - TimeSpan.FromHours(2));
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        await upload.SendAsync(4);
        await upload.CompleteAsync();

        Assert.Equal(new("ready", false, null, upload.File.Length, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.File, await upload.StoredAsync());
    }

    /// <summary>Parts of ten seconds each, of a recording of 50 s.</summary>
    private static async Task<ChunkedUpload> SendAsync(StorageBed bed, params int[] parts)
    {
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, 5 * ChunkedUpload.Chunk);
        await upload.NoteAsync(5, recordedSeconds: 50, endSeconds: 50);
        foreach (var number in parts)
        {
            await upload.SendAsync(number);
        }

        return upload;
    }
}
