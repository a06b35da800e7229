using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Moving;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Recordings.Tests.Reconciliation;
using Kubrick.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Moving;

/// <summary>A move that takes long, and an upload to the place that it copies to.</summary>
public sealed class MoveClaimTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_move_that_takes_hours_keeps_its_claim_and_an_upload_to_its_place_waits()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await AddFailedAsync(bed);
        var refused = 0;
        var steps = new Steps
        {
            OnParts = () =>
            {
                bed.Clock.Ahead += TimeSpan.FromHours(3);
                return Task.CompletedTask;
            },
            OnPart = async () => refused = (await StartUploadAsync(bed, stored.Id)).Status,
        };

        Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(stored.Id, steps));

        Assert.Equal(409, refused);
        await MoveBed.AssertHasAsync(bed.S3, stored);
        Assert.Equal("s3", (await bed.FindAsync(stored.Id))!.StorageProvider);
    }

    [Fact]
    public async Task A_move_that_has_lost_its_claim_does_not_overwrite_the_upload_that_began()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await AddFailedAsync(bed);
        var (video, uploaded) = (stored.Objects.First().Key, "the upload that began"u8.ToArray());
        var steps = new Steps
        {
            // The process that moves was suspended for hours. Here it is not quite: its other copies may renew the claim once more.
            OnParts = StorageHook.Once(async () =>
            {
                await Eventually.TrueAsync(
                    "an upload may begin",
                    async () =>
                    {
                        bed.Clock.Ahead += TimeSpan.FromHours(3);
                        return (await StartUploadAsync(bed, stored.Id)).Status == 200;
                    },
                    Stop);
                await bed.S3.Writer.PutAsync(video, uploaded, "video/webm", null, Stop);
            }),
        };

        // It is not in the first place any more.
        Assert.IsType<MoveOutcome.Gone>(await bed.MoveAsync(stored.Id, steps));

        await using var stream = await bed.S3.Reader.OpenReadAsync(video, 0, null, Stop);
        using var memory = new MemoryStream();
        await stream!.CopyToAsync(memory, Stop);
        Assert.Equal(uploaded, memory.ToArray());
        var recording = (await bed.FindAsync(stored.Id))!;
        Assert.Equal((RecordingStatus.Uploading, "s3", null), (recording.Status, recording.StorageProvider, recording.StorageCopy));
        // The stored original is still known.
        var earlier = Assert.Single(recording.Earlier);
        Assert.Equal(("local", video), (earlier.Provider, earlier.Key));
    }

    [Fact]
    public async Task A_run_that_another_one_has_replaced_stops()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);
        MoveOutcome? other = null;
        var steps = new Steps { OnParts = StorageHook.Once(async () => other = await bed.MoveAsync(stored.Id)) };

        var outcome = await bed.MoveAsync(stored.Id, steps);

        Assert.IsType<MoveOutcome.Moved>(other);
        Assert.IsType<MoveOutcome.Gone>(outcome);
        await MoveBed.AssertHasAsync(bed.S3, stored);
    }

    [Fact]
    public async Task An_earlier_original_moves_with_its_recording_and_is_deleted_with_it()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);
        var key = bed.Keys.Video(stored.Id.ToString(), Sample.Noon, 1, "video/mp4");
        await bed.Local.Writer.PutAsync(key, new byte[70], "video/mp4", null, Stop);
        var earlier = new EarlierOriginal { Provider = "local", Bucket = bed.Local.Location.Bucket, Key = key, MimeType = "video/mp4", FileBytes = 70 };
        await bed.App.Collection.UpdateOneAsync(found => found.Id == stored.Id, Builders<Recording>.Update.Set(found => found.Earlier, [earlier]), cancellationToken: Stop);

        Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(stored.Id, deletesAtOnce: true));
        Assert.Equal("s3", Assert.Single((await bed.FindAsync(stored.Id))!.Earlier).Provider);
        Assert.NotNull(await bed.S3.Reader.FindAsync(key, Stop));

        await bed.App.Collection.UpdateOneAsync(found => found.Id == stored.Id, Builders<Recording>.Update.Set(found => found.Earlier, [earlier]), cancellationToken: Stop);
        await bed.Local.Writer.PutAsync(key, new byte[70], "video/mp4", null, Stop);
        Assert.Equal(204, (await bed.App.SendAsync(HttpMethod.Delete, $"/api/recordings/{stored.Id}", null)).Status);
        // A slow storage leaves it to the background job.
        await Eventually.TrueAsync(
            "no object is left",
            async () => (await MoveBed.KeysAsync(bed.Local, stored.Id)).Length == 0 && (await MoveBed.KeysAsync(bed.S3, stored.Id)).Length == 0,
            Stop,
            TimeSpan.FromMinutes(3));
    }

    private static Task<MoveBed.Stored> AddFailedAsync(MoveBed bed) =>
        bed.AddAsync(bed.Local, recording => recording with { Status = RecordingStatus.Error, Sha256Verified = false });

    private static Task<RecordingsApp.Answer> StartUploadAsync(MoveBed bed, ObjectId id)
    {
        var location = bed.S3.Location;
        return bed.App.SendAsync(
            HttpMethod.Post, UploadRoutes.State(id.ToString()), $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}"}""", contentType: "application/json");
    }
}
