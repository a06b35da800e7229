using Kubrick.Recordings.Tests.Hosting;
using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Existing;

/// <summary>Metadata of types that requests cannot store.</summary>
public sealed class StoredMetadataTests(Servers servers)
{
    private static readonly ObjectId Job = ObjectId.Parse("507f1f77bcf86cd799439011");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_found_by_the_texts_that_clients_see(bool isFilled)
    {
        var document = FirstSystem.Video(change: video => video["metadata"] = new BsonDocument
        {
            ["tags"] = new BsonArray { "alpha", 7 },
            ["where"] = new BsonDocument { ["city"] = "Lisbon", ["rooms"] = new BsonArray { new BsonDocument("name", "Blue") } },
            ["at"] = FirstSystem.Noon,
            ["job"] = Job,
            ["ratio"] = double.NaN,
        });
        var database = await ExistingDatabase.CreateAsync(servers, document, FirstSystem.Video());
        await using var app = isFilled ? await database.StartFilledAsync(servers) : await database.StartUnfilledAsync(servers);
        foreach (var query in (string[])
        [
            "filter[metadata.tags]=alpha", "filter[metadata.tags]=7", "filter[metadata.at]=2026-01-08T12:00:00Z", $"filter[metadata.job]={Job}", "filter[metadata.ratio]=NaN",
            "filter[search]=lisbon", "filter[search]=blue", "filter[search]=where=lisbon", $"filter[search]=job={Job}", "filter[search]=at=2026-01-08T12", "filter[search]=where=u",
        ])
        {
            var answer = await app.GetAsync($"/api/recordings?{query}");
            Assert.True(answer.Status == 200 && answer.List.Count == 1, $"{query}: {answer.Status}, {answer.Json?["meta"]}");
            Assert.Equal(document["_id"].ToString(), (string)answer.List[0]!["id"]!);
        }
    }
}
