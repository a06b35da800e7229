using Kubrick.Recordings.Tests.Hosting;
using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Existing;

/// <summary>The service on documents that an earlier version of it stored.</summary>
public sealed class EarlierGenerationTests(Servers servers)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Documents_of_an_earlier_generation_are_searched(bool isFilled)
    {
        var documents = Enumerable.Range(0, 7).Select(number => FirstSystem.Video(change: video =>
        {
            video["version"] = 1L;
            video["shelf"] = "library";
            video["listedStatus"] = "ready";
            video["schemaVersion"] = 1;
            video["titleFolded"] = "interview";
            video["recorderNameFolded"] = "ada lovelace";
            video["searchText"] = $"interview\nada lovelace\ncity {number}";
            video["searchFields"] = new BsonArray { $"where=city {number}" };
            video["metadata"] = new BsonDocument("where", $"City {number}");
            video["outbox"] = new BsonArray();
        })).ToArray();
        var database = await ExistingDatabase.CreateAsync(servers, documents);
        await using var app = isFilled ? await database.StartFilledAsync(servers) : await database.StartUnfilledAsync(servers);
        Assert.Equal(7, await CountAsync(app, ""));
        Assert.Equal(7, await CountAsync(app, "filter[search]=lovel city"));
        Assert.Equal(7, await CountAsync(app, "filter[search]=where=city"));
        Assert.Equal(1, await CountAsync(app, "filter[search]=where=\"city 3\""));
        Assert.Equal(7, await CountAsync(app, "filter[recorderName]=VE"));
        Assert.Equal(0, await CountAsync(app, "filter[search]=village"));
    }

    [Fact]
    public async Task Names_that_were_folded_by_an_earlier_generation_are_folded_again()
    {
        var document = FirstSystem.Video(change: video =>
        {
            video["version"] = 1L;
            video["shelf"] = "library";
            video["listedStatus"] = "ready";
            video["schemaVersion"] = 2;
            video["title"] = "Große Halle";
            video["titleFolded"] = "große halle";
            video["recorderName"] = "ΣΊΣΥΦΟΣ Straße";
            video["recorderNameFolded"] = "σίσυφοσ straße";
            video["searchText"] = "große halle\nσισυφοσ straße";
            video["searchFields"] = new BsonArray();
            video["searchTerms"] = new BsonArray();
            video["outbox"] = new BsonArray();
        });
        var database = await ExistingDatabase.CreateAsync(servers, document);
        await using var app = await database.StartFilledAsync(servers);
        foreach (var query in (string[])["filter[recorderName]=σίσυφος", "filter[recorderName]=STRASSE", "filter[search]=GROSSE σισυφος", "filter[search]=grosse&sort=title"])
        {
            Assert.Equal(1, await CountAsync(app, query));
        }
    }

    private static async Task<int> CountAsync(RecordingsApp app, string query)
    {
        var answer = await app.GetAsync($"/api/recordings?{query}&page[size]=100");
        Assert.Equal(200, answer.Status);
        Assert.Equal((int)answer.Json!["meta"]!["totalCount"]!, answer.List.Count);
        return answer.List.Count;
    }
}
