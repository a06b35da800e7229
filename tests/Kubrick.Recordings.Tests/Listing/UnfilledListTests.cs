using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Listing;
using Kubrick.Recordings.Tests.Existing;
using Kubrick.Recordings.Tests.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Listing;

/// <summary>A list in which a few documents are not filled in, and perhaps never will be.</summary>
public sealed class UnfilledListTests(Servers servers)
{
    private static readonly string[] Sorts = ["-createdAt", "createdAt", "title", "-title", "recorderName", "duration", "-duration", "-fileBytes"];

    [Fact]
    public async Task They_are_in_their_places_and_every_other_recording_is_read_as_ever()
    {
        await using var bed = await ListBed.StartAsync(servers, Talks(1300));
        var others = await AddAsync(bed, 5);
        foreach (var sort in Sorts)
        {
            var seen = new List<ObjectId>();
            for (var page = 1; page <= 14; page++)
            {
                var read = await bed.ReadAsync($"sort={sort}&page[size]=100&page[number]={page}");
                Assert.Equal(1305, read.Total.Count);
                Assert.DoesNotContain(bed.Commands, AsksForBoth);
                seen.AddRange(read.Recordings.Select(recording => recording.Id));
            }

            var order = RecordingSort.Find(sort)!;
            var all = (await bed.Collection.Find(FilterDefinition<Recording>.Empty).ToListAsync(TestContext.Current.CancellationToken)).Order(Comparer<Recording>.Create(order.Compare));
            Assert.Equal(all.Select(recording => recording.Id), seen);
            Assert.Subset(seen.ToHashSet(), others.ToHashSet());
        }
    }

    [Fact]
    public async Task They_are_found_as_filled_ones_are()
    {
        await using var bed = await ListBed.StartAsync(servers, Talks(1300));
        await AddAsync(bed, 5);
        foreach (var (query, count) in ((string, int)[])[
            ("filter[search]=interview", 5), ("filter[search]=ada in", 5), ("filter[search]=civId=4", 5), ("filter[recorderName]=LOVEL", 5), ("filter[metadata.eventId]=E-7", 5),
            ("filter[from]=2026-01-08&filter[to]=2026-01-08", 5), ("filter[status]=ready", 1305), ("filter[search]=talk", 1305), ("filter[status]=archived", 0), ("filter[search]=nothing", 0)])
        {
            var read = await bed.ReadAsync(query + "&page[size]=100");
            Assert.DoesNotContain(bed.Commands, AsksForBoth);
            Assert.Equal((query, Math.Min(count, 100)), (query, read.Recordings.Count));
            Assert.True(read.Total.IsLowerBound || read.Total.Count == count, $"{query}: {read.Total.Count}");
        }
    }

    [Fact]
    public async Task Many_are_asked_for_with_the_others()
    {
        await using var bed = await ListBed.StartAsync(servers, Talks(30));
        await AddAsync(bed, 101);
        var read = await bed.ReadAsync("filter[search]=interview&page[size]=100");
        Assert.Contains(bed.Commands, AsksForBoth);
        Assert.Equal(100, read.Recordings.Count);
    }

    [Theory]
    [InlineData("filter[from]=2026-01-08&filter[to]=2026-01-08", 101)]
    [InlineData("filter[from]=2026-02-03&filter[to]=2026-02-03", 1)]
    [InlineData("filter[from]=2026-02-04&filter[to]=2026-02-04", 1)]
    [InlineData("filter[to]=2026-02-02", 101)]
    [InlineData("filter[from]=2026-02-04T10:00:00Z&filter[to]=2026-02-04T10:00:00Z", 1)]
    [InlineData("filter[from]=2026-02-04T10:00:00.5Z", 0)]
    [InlineData("filter[to]=2026-02-04T09:59:59.9Z", 102)]
    public async Task Many_are_found_by_the_day_although_they_do_not_say_when_they_were_recorded(string query, int count)
    {
        await using var bed = await ListBed.StartAsync(servers, []);
        await AddAsync(bed, 101);
        var created = FirstSystem.Video(change: video => video["createdAt"] = new DateTime(2026, 2, 3, 10, 0, 0, DateTimeKind.Utc));
        var named = FirstSystem.Video(change: video => video["_id"] = new ObjectId($"{new DateTimeOffset(2026, 2, 4, 10, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds():x8}0000000100000001"));
        created.Remove("recordedAt");
        named.Remove("recordedAt");
        named.Remove("createdAt");
        await bed.Collection.Database.GetCollection<BsonDocument>("recordings").InsertManyAsync([created, named], cancellationToken: TestContext.Current.CancellationToken);
        var read = await bed.ReadAsync(query);
        Assert.Contains(bed.Commands, AsksForBoth);
        Assert.Equal(count, read.Total.Count);
    }

    [Fact]
    public async Task The_order_in_memory_is_that_of_the_database()
    {
        string[] titles = ["", "a", "A", "b", "é", "z", "ß", "日", "\uE000", "\uFF5E", "🎬", "🎬a", "a b", "a-b", "ab"];
        await using var bed = await ListBed.StartAsync(servers, titles.Select((title, index) => Sample.Recording(RecordingStatus.Ready) with
        {
            Title = title,
            Duration = index % 3 == 0 ? null : index % 4 * 0.1,
            FileBytes = index % 4 == 0 ? null : index % 3 * 10,
        }));
        var all = await bed.Collection.Find(FilterDefinition<Recording>.Empty).ToListAsync(TestContext.Current.CancellationToken);
        foreach (var sort in Sorts)
        {
            var order = all.Order(Comparer<Recording>.Create(RecordingSort.Find(sort)!.Compare));
            Assert.Equal(await bed.ExpectedAsync(sort, 0, 100), order.Select(recording => recording.Id));
        }
    }

    // Only the slow query for many unfilled documents has this condition.
    private static bool AsksForBoth(BsonDocument command) => command.ToJson().Contains("\"deletedAt\" : null", StringComparison.Ordinal);

    private static async Task<List<ObjectId>> AddAsync(ListBed bed, int count)
    {
        var documents = Enumerable.Range(0, count).Select(number => FirstSystem.Video(change: video =>
        {
            video["createdAt"] = Sample.Noon.AddMinutes(100 * number).UtcDateTime;
            video["title"] = $"Talk {number * 300:0000} interview";
            video["duration"] = number == 0 ? BsonNull.Value : number * 7;
        })).ToList();
        await bed.Collection.Database.GetCollection<BsonDocument>("recordings").InsertManyAsync(documents, cancellationToken: TestContext.Current.CancellationToken);
        await bed.CheckAsync();
        return [.. documents.Select(document => document["_id"].AsObjectId)];
    }

    private static IEnumerable<Recording> Talks(int count) => Enumerable.Range(0, count).Select(number => Sample.Recording(RecordingStatus.Ready) with
    {
        Title = $"Talk {number * 7 % count:0000}",
        RecorderName = $"Grace {number % 9}",
        Duration = number % 5 == 0 ? null : number % 50,
        FileBytes = number % 3 == 0 ? null : number,
        CreatedAt = Sample.Noon.AddMinutes(number / 3),
    });
}
