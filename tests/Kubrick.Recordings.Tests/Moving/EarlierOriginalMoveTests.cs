using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Moving;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Moving;

/// <summary>The earlier originals of recordings that were uploaded again, when recordings are moved.</summary>
public sealed class EarlierOriginalMoveTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_in_the_old_place_move_and_all_of_them_are_deleted_with_their_recording()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var (here, there) = (bed.Local.Location, bed.S3.Location);
        var stored = await bed.AddAsync(bed.Local, recording => recording with
        {
            Earlier = [Kept(here, Key(bed, recording.Id, 2)), Kept(here, Key(bed, recording.Id, 3)), Kept(there, Key(bed, recording.Id, 4))],
        });
        var keys = Enumerable.Range(2, 3).Select(number => Key(bed, stored.Id, number)).ToArray();
        foreach (var key in keys)
        {
            // Under the key of the third one, something else is here.
            await bed.Local.Writer.PutAsync(key, new byte[5], "video/webm", null, Stop);
        }

        await bed.S3.Writer.PutAsync(keys[2], new byte[70], "video/webm", null, Stop);

        Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(stored.Id, deletesAtOnce: true));
        Assert.All((await bed.FindAsync(stored.Id))!.Earlier, kept => Assert.Equal((there.Provider, there.Bucket), (kept.Provider, kept.Bucket)));
        var lengths = await Task.WhenAll(keys.Select(async key => (await bed.S3.Reader.FindAsync(key, Stop))!.Length));
        Assert.Equal([5L, 5L, 70L], lengths);

        await bed.Local.Writer.PutAsync(keys[0], new byte[5], "video/webm", null, Stop);
        await bed.App.Collection.UpdateOneAsync(
            found => found.Id == stored.Id, Builders<Recording>.Update.Set(found => found.Earlier, [Kept(there, keys[1]), Kept(here, keys[0]), Kept(there, keys[2])]), cancellationToken: Stop);
        Assert.Equal(204, (await bed.App.SendAsync(HttpMethod.Delete, $"/api/recordings/{stored.Id}", null)).Status);
        // A slow storage leaves it to the background job.
        await Eventually.TrueAsync(
            "no object is left",
            async () => (await MoveBed.KeysAsync(bed.Local, stored.Id)).Length == 0 && (await MoveBed.KeysAsync(bed.S3, stored.Id)).Length == 0,
            Stop,
            TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task Two_with_the_same_key_are_never_moved_to_one_place()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local, recording => recording with
        {
            Earlier = [Kept(bed.Local.Location, Key(bed, recording.Id, 2)), Kept(bed.S3.Location, Key(bed, recording.Id, 2))],
        });

        Assert.Contains("the same key", Assert.IsType<MoveOutcome.Skipped>(await bed.MoveAsync(stored.Id)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_of_recordings_that_lie_elsewhere_are_found()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var (here, there) = (bed.Local.Location, bed.S3.Location);
        var one = await bed.AddAsync(bed.S3, recording => recording with { Earlier = [Kept(there, "a"), Kept(here, "b"), Kept(here, "c")] });
        await bed.AddAsync(bed.S3, recording => recording with { Earlier = [Kept(here with { Bucket = "another" }, "a"), Kept(there with { Bucket = here.Bucket }, "b")] });
        await bed.AddAsync(bed.Local, recording => recording with { Earlier = [Kept(here, "a")] });
        // Earlier versions stored one document.
        var older = await bed.AddAsync(bed.S3);
        await bed.App.Collection.Database.GetCollection<BsonDocument>(bed.App.Collection.CollectionNamespace.CollectionName).UpdateOneAsync(
            new BsonDocument("_id", older.Id), new BsonDocument("$set", new BsonDocument("earlier", Kept(here, "a").ToBsonDocument())), cancellationToken: Stop);
        Assert.Equal("a", Assert.Single((await bed.FindAsync(older.Id))!.Earlier).Key);

        var found = await new MoveCandidates(bed.App.Collection, bed.Places).FindEarlierAsync(here, Stop);
        Assert.Equal([one.Id, older.Id], found);
    }

    private static string Key(MoveBed bed, ObjectId id, int number) => bed.Keys.Video(id.ToString(), Sample.Noon, number, "video/webm");

    private static EarlierOriginal Kept(StorageLocation place, string key) =>
        new() { Provider = place.Provider, Bucket = place.Bucket, Key = key, MimeType = "video/webm", FileBytes = 5 };
}
