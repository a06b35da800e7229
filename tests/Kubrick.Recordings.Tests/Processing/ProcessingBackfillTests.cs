using Kubrick.Contracts.Processing;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Processing;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Processing;

/// <summary>Recordings that were stored before recordings were processed.</summary>
public sealed class ProcessingBackfillTests(Servers servers)
{
    private static readonly Dictionary<string, string> On = new() { ["Processing:Backfill"] = "true", ["Processing:BackfillInterval"] = "1.00:00:00" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_processed_one_after_the_other_the_newest_first()
    {
        await using var app = await RecordingsApp.StartAsync(servers, On);
        var oldest = await AddAsync(app, hoursAgo: 9);
        var archived = await AddAsync(app, hoursAgo: 5, recording => recording with { Status = RecordingStatus.Archived, StatusBeforeArchive = RecordingStatus.Ready });
        var newest = await AddAsync(app, hoursAgo: 1);

        foreach (var expected in (ObjectId[])[newest, archived, oldest])
        {
            for (var i = 0; i < 3; i++)
            {
                await PassAsync(app);
                Assert.Equal([expected], await QueuedAsync(app));
            }

            Assert.Equal(1, (await FindAsync(app, expected)).ProcessingGeneration);
            Assert.True((await FindAsync(app, expected)).Processing!.IsBackfill);
            await SetStateAsync(app, expected, "done");
        }

        await PassAsync(app);
        await PassAsync(app);
        Assert.Empty(await QueuedAsync(app));
    }

    [Fact]
    public async Task What_cannot_be_found_is_left_as_it_is_and_hides_nothing()
    {
        await using var app = await RecordingsApp.StartAsync(servers, On);
        var stored = await AddAsync(app, hoursAgo: 90);
        for (var i = 0; i < 25; i++)
        {
            // Its object is missing or another one, or its document does not say where it is, or it is not there at all.
            await AddAsync(app, hoursAgo: i + 1, recording => (i % 4) switch
            {
                0 => recording with { StorageKey = "recordings/missing.webm" },
                1 => recording with { FileBytes = 71 },
                2 => recording with { StorageProvider = "s3", StorageBucket = "not-configured" },
                _ => recording with { StorageProvider = null },
            });
            await AddAsync(app, hoursAgo: i + 1, recording => recording with { Status = RecordingStatus.Uploading });
        }

        await PassAsync(app);
        await PassAsync(app);

        Assert.Equal([stored], await QueuedAsync(app));
    }

    [Fact]
    public async Task They_wait_for_every_recording_that_people_wait_for()
    {
        await using var app = await RecordingsApp.StartAsync(servers, On);
        var old = await AddAsync(app, hoursAgo: 9);
        var fresh = await AddAsync(app, hoursAgo: 0, recording => recording.RequestProcessing(wantsMp4: false, Sample.Noon) with { Outbox = [] });
        await PassAsync(app);
        Assert.Equal([fresh], await QueuedAsync(app));

        await SetStateAsync(app, fresh, "running");
        await PassAsync(app);
        Assert.Equal([old], await QueuedAsync(app));

        // Another one comes before a worker has taken it.
        await SetStateAsync(app, fresh, "queued");
        (await ClaimAsync(app, old)).IsError(503, "SERVER_ERROR");
        Assert.Equal(200, (await ClaimAsync(app, fresh)).Status);
        Assert.Equal(200, (await ClaimAsync(app, old)).Status);
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var app = await RecordingsApp.StartAsync(servers, new(On) { ["Processing:Backfill"] = "false" });
        await AddAsync(app, hoursAgo: 1);
        await PassAsync(app);
        Assert.Empty(await QueuedAsync(app));
    }

    [Fact]
    public async Task Several_at_once_are_a_setting()
    {
        await using var app = await RecordingsApp.StartAsync(servers, new(On) { ["Processing:BackfillBatchSize"] = "2" });
        for (var i = 0; i < 3; i++)
        {
            await AddAsync(app, hoursAgo: i);
        }

        await PassAsync(app);
        await PassAsync(app);
        Assert.Equal(2, (await QueuedAsync(app)).Count);
    }

    [Theory]
    [InlineData(ProcessingErrorCodes.Undecodable, RecordingStatus.Ready)]
    [InlineData(ProcessingErrorCodes.Missing, RecordingStatus.Error)]
    internal void What_only_FFmpeg_cannot_decode_stays_ready(string code, RecordingStatus status)
    {
        var old = Sample.Recording(RecordingStatus.Ready) with { StorageKey = "k", FileBytes = 70 };
        var failed = ProcessingDecisions.Fail(old.RequestBackfill(Sample.Noon), new ProcessingFailed("x", 1, code, "It is bad.", ProcessingFindings.None, Sample.Noon), Sample.Noon);
        Assert.Equal((status, ProcessingState.Failed, "It is bad."), (failed.Status, failed.Processing!.State, failed.Processing.Reason));
    }

    private static async Task<ObjectId> AddAsync(RecordingsApp app, int hoursAgo, Func<Recording, Recording>? change = null)
    {
        var location = app.Services.GetRequiredService<StorageLocation>();
        var sample = Sample.Recording(RecordingStatus.Ready);
        var key = app.Services.GetRequiredService<StorageKeys>().Video(sample.Id.ToString(), Sample.Noon, 1, "video/webm");
        await app.Services.GetRequiredService<IObjectWriter>().PutAsync(key, new byte[70], "video/webm", null, Stop);
        var recording = sample with
        {
            CreatedAt = Sample.Noon.AddHours(-hoursAgo),
            StorageProvider = location.Provider,
            StorageBucket = location.Bucket,
            StorageKey = key,
            StorageSequence = 1,
            FileBytes = 70,
        };
        await app.Collection.InsertOneAsync(change?.Invoke(recording) ?? recording, cancellationToken: Stop);
        return sample.Id;
    }

    private static Task PassAsync(RecordingsApp app) => app.Services.GetRequiredService<ProcessingBackfill>().PassAsync(Stop);

    private static async Task<List<ObjectId>> QueuedAsync(RecordingsApp app) =>
        [.. (await app.Collection.Find(new BsonDocument("processing.state", "queued")).ToListAsync(Stop)).Select(recording => recording.Id)];

    private static Task<Recording> FindAsync(RecordingsApp app, ObjectId id) => app.Collection.Find(recording => recording.Id == id).SingleAsync(Stop);

    private static Task<UpdateResult> SetStateAsync(RecordingsApp app, ObjectId id, string state) =>
        app.Collection.UpdateOneAsync(recording => recording.Id == id, Builders<Recording>.Update.Set("processing.state", state), cancellationToken: Stop);

    private static Task<RecordingsApp.Answer> ClaimAsync(RecordingsApp app, ObjectId id) =>
        app.SendAsync(HttpMethod.Post, ProcessingRoutes.Claim(id.ToString()), """{"generation":1}""");
}
