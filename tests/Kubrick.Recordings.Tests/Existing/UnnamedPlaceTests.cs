using System.Text;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Reconciliation;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Recordings.Tests.Moving;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Existing;

/// <summary>Recordings of the first system whose documents name no place, after <c>local</c> was changed to <c>s3</c>.</summary>
public sealed class UnnamedPlaceTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Dictionary<string, string> Passive => new() { ["Reconciliation:StuckAfter"] = "00:00:00", ["Reconciliation:Interval"] = "1.00:00:00" };

    [Theory]
    [InlineData("processing")]
    [InlineData("uploading")]
    public async Task A_video_is_ready_where_it_lies(string status)
    {
        await using var bed = await MoveBed.StartAsync(servers, Passive);
        var stored = await bed.AddAsync(bed.Local, recording => Unnamed(recording) with { Status = WireNames<RecordingStatus>.Find(status)!.Value });

        await PassesAsync(bed);

        var found = (await bed.FindAsync(stored.Id))!;
        Assert.Equal((RecordingStatus.Ready, "local", bed.Local.Location.Bucket), (found.Status, found.StorageProvider, found.StorageBucket));
        var url = (string)(await bed.App.GetAsync($"/api/recordings/{stored.Id}")).Data["attributes"]!["videoUrl"]!;
        Assert.StartsWith("/api/upload/objects/", url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("archived")]
    public async Task A_finished_recording_is_found_and_its_document_names_the_place(string stored)
    {
        var status = WireNames<RecordingStatus>.Find(stored)!.Value;
        await using var bed = await MoveBed.StartAsync(servers, Passive);
        var here = await bed.AddAsync(bed.Local, recording => Unnamed(recording) with { Status = status });
        var elsewhere = await bed.AddAsync(bed.S3, recording => Unnamed(recording) with { Status = status });
        var missing = await AddMissingAsync(bed);

        Assert.Equal(2, await bed.App.Services.GetRequiredService<PlaceNaming>().NameAllAsync(Stop));

        Assert.Equal(("local", "s3", null), ((await bed.FindAsync(here.Id))!.StorageProvider, (await bed.FindAsync(elsewhere.Id))!.StorageProvider, (await bed.FindAsync(missing.Id))!.StorageProvider));
        if (status == RecordingStatus.Ready)
        {
            var url = (string)(await bed.App.GetAsync($"/api/recordings/{here.Id}")).Data["attributes"]!["videoUrl"]!;
            Assert.StartsWith("/api/upload/objects/", url, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_deletion_removes_the_objects_wherever_they_lie()
    {
        await using var bed = await MoveBed.StartAsync(servers, Passive);
        var stored = await bed.AddAsync(bed.Local, recording => Unnamed(recording) with { Status = RecordingStatus.Ready });
        Assert.Equal(204, (await bed.App.SendAsync(HttpMethod.Delete, $"/api/recordings/{stored.Id}", null)).Status);
        await Eventually.TrueAsync("nothing is left", async () => (await MoveBed.KeysAsync(bed.Local, stored.Id)).Length == 0, Stop);
    }

    [Fact]
    public async Task A_file_that_is_no_video_is_an_error_where_it_lies()
    {
        await using var bed = await MoveBed.StartAsync(servers, Passive);
        var stored = await bed.AddAsync(bed.Local, Unnamed);
        await bed.Local.Writer.PutAsync(stored.Objects.First().Key, new byte[1000], "video/webm", null, Stop);

        await PassesAsync(bed);

        var found = (await bed.FindAsync(stored.Id))!;
        Assert.Equal((RecordingStatus.Error, "local", 1000L), (found.Status, found.StorageProvider, found.FileBytes));
    }

    [Fact]
    public async Task A_stream_is_ready_where_its_playlist_lies()
    {
        await using var bed = await MoveBed.StartAsync(servers, Passive);
        var stored = await AddStreamAsync(bed);
        var playlist = Encoding.ASCII.GetBytes("#EXTM3U\n#EXTINF:4.0,\nsegment_00000.m4s\n");
        await bed.Local.Writer.PutAsync(bed.Keys.Playlist(stored.Id.ToString()), playlist, "application/vnd.apple.mpegurl", null, Stop);

        await PassesAsync(bed);

        var found = (await bed.FindAsync(stored.Id))!;
        Assert.Equal((RecordingStatus.Ready, "local", bed.Local.Location.Bucket, 4d), (found.Status, found.StorageProvider, found.StorageBucket, found.Duration));
    }

    [Fact]
    public async Task What_no_place_has_is_missing()
    {
        await using var bed = await MoveBed.StartAsync(servers, Passive);
        var (video, stream) = (await AddMissingAsync(bed), await AddStreamAsync(bed));

        await PassesAsync(bed);

        foreach (var id in new[] { video.Id, stream.Id })
        {
            var found = (await bed.FindAsync(id))!;
            Assert.Equal((RecordingStatus.Error, null), (found.Status, found.StorageProvider));
        }
    }

    [Fact]
    public async Task It_stays_as_it_is_while_a_place_that_other_recordings_name_cannot_be_reached()
    {
        await using var bed = await MoveBed.StartAsync(servers, Passive);
        var (video, stream) = (await AddMissingAsync(bed), await AddStreamAsync(bed));
        await bed.AddAsync(bed.S3, recording => recording with { StorageProvider = "gcp", StorageBucket = "not-configured" });

        await PassesAsync(bed);

        foreach (var id in new[] { video.Id, stream.Id })
        {
            Assert.Equal((RecordingStatus.Processing, 1L), ((await bed.FindAsync(id))!.Status, (await bed.FindAsync(id))!.Version));
        }
    }

    [Fact]
    public async Task It_stays_as_it_is_while_the_settings_of_a_place_are_incomplete()
    {
        await using var bed = await MoveBed.StartAsync(servers, new(Passive) { ["Storage:Gcp:ProjectId"] = "project" });
        var video = await AddMissingAsync(bed);

        await PassesAsync(bed);

        Assert.Equal(RecordingStatus.Processing, (await bed.FindAsync(video.Id))!.Status);
    }

    private static Recording Unnamed(Recording recording) =>
        recording with { Status = RecordingStatus.Processing, StorageProvider = null, StorageBucket = null, Sha256 = null, Sha256Verified = false };

    private static async Task<MoveBed.Stored> AddMissingAsync(MoveBed bed)
    {
        var stored = await bed.AddAsync(bed.Local, Unnamed);
        await bed.Local.Remover.DeleteAsync(stored.Objects.First().Key, Stop);
        return stored;
    }

    /// <summary>A stream without a playlist.</summary>
    private static async Task<MoveBed.Stored> AddStreamAsync(MoveBed bed)
    {
        var stored = await bed.AddAsync(bed.Local, recording => Unnamed(recording) with
        {
            PlaybackFormat = PlaybackFormat.Hls,
            StorageKey = bed.Keys.Playlist(recording.Id.ToString()),
            StorageSequence = null,
            FileBytes = null,
        });
        await bed.Local.Remover.DeleteAsync(bed.Keys.Playlist(stored.Id.ToString()), Stop);
        return stored;
    }

    /// <summary>A stream is finished by the second one.</summary>
    private static async Task PassesAsync(MoveBed bed)
    {
        for (var i = 0; i < 2; i++)
        {
            await bed.App.Services.GetRequiredService<Reconciler>().PassAsync(Stop);
        }
    }
}
