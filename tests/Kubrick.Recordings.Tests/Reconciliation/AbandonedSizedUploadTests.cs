using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>The upload of a whole file whose client never returns, as the front ends of the first system begin it.</summary>
public sealed class AbandonedSizedUploadTests(Servers servers, RadosGateway s3)
{
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("local")]
    [InlineData("s3")]
    public async Task What_arrived_becomes_ready_after_the_grace_period(string provider)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var upload = await SendTwoOfFourAsync(bed);

        await bed.PassAsync(Grace - Hour);
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        Assert.Null(await upload.StoredAsync());

        await bed.PassAsync(Grace + Hour);
        // Its duration was stated when it was created, and half of the bytes have arrived.
        Assert.Equal(new("ready", true, 20, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(20, (double)(await bed.App.GetAsync($"/api/recordings/{upload.RecordingId}")).Data["attributes"]!["duration"]!);
        Assert.Equal(upload.First(2), await upload.StoredAsync());
    }

    [Fact]
    public async Task Where_nobody_stated_a_duration_the_missing_seconds_are_unknown_and_reported_times_count_more_than_it()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var unknown = await ChunkedUpload.StartAsync(bed.App, 4 * ChunkedUpload.Chunk);
        await unknown.NoteAsync();
        await unknown.SendAsync(1);
        var reported = await SendTwoOfFourAsync(bed, recordedSeconds: 40, endSeconds: 25);

        await bed.PassAsync(Grace + Hour);

        Assert.Equal(new("ready", true, null, ChunkedUpload.Chunk, null), await bed.FactsAsync(unknown.RecordingId));
        Assert.Equal(new("ready", true, 15, 2 * ChunkedUpload.Chunk, null), await bed.FactsAsync(reported.RecordingId));
    }

    [Fact]
    public async Task A_client_that_still_sends_is_waited_for_and_its_upload_completes()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await SendTwoOfFourAsync(bed);
        bed.Clock.Ahead = Grace - Hour;
        await upload.NoteAsync(3);

        await bed.PassAsync(Grace + Hour);
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        await upload.SendAsync(3);
        await upload.SendAsync(4);
        await bed.PassAsync();
        Assert.Equal(new("ready", false, null, upload.File.Length, null), await bed.FactsAsync(upload.RecordingId));
    }

    [Fact]
    public async Task A_client_that_returns_later_replaces_what_was_recovered()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await SendTwoOfFourAsync(bed);
        await bed.PassAsync(Grace + Hour);

        var again = await ChunkedUpload.StartOpenEndedAsync(bed.App, upload.RecordingId, upload.File);
        await again.SendAllAsync();
        await again.CompleteAsync();

        Assert.Equal(new("ready", false, null, upload.File.Length, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.File, await again.StoredAsync());
    }

    [Fact]
    public async Task On_gcp_it_is_left_to_its_client_because_it_cannot_be_shortened()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "gcp");
        var upload = await SendTwoOfFourAsync(bed);

        await bed.PassAsync(Grace + Hour);

        Assert.Equal(new("uploading", false, null, null, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Null(await upload.StoredAsync());
    }

    /// <summary>Half of a recording of 40 s, with the signs of life that Uploads notes.</summary>
    private static async Task<ChunkedUpload> SendTwoOfFourAsync(StorageBed bed, double? recordedSeconds = null, double? endSeconds = null)
    {
        var id = (string)(await bed.App.CreateAsync("""{"recorderName":"Ada","playbackFormat":"video","duration":40}"""))["id"]!;
        var upload = await ChunkedUpload.StartSizedAsync(bed.App, id, 4 * ChunkedUpload.Chunk);
        await upload.NoteAsync(2, recordedSeconds, endSeconds);
        await upload.SendAsync(1);
        await upload.SendAsync(2);
        return upload;
    }
}
