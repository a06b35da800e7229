using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Recordings.Tests.Outbox;
using Kubrick.Testing;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests;

public sealed class OutageTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_outage_of_the_database_is_a_503_and_loses_nothing()
    {
        var database = new MongoUrl(await servers.NewDatabaseAsync());
        await using var relay = new TcpRelay(database.Server.Port);
        var relayed = $"mongodb://127.0.0.1:{relay.Port}/{database.DatabaseName}?serverSelectionTimeoutMS=1000&heartbeatFrequencyMS=500";
        await using var app = await RecordingsApp.StartAsync(servers, new() { ["ConnectionStrings:kubrick"] = relayed });
        (await app.GetAsync("/api/recordings")).IsError(503, "SERVER_ERROR");

        relay.Open();
        await Answers(app, 200);
        var id = (string)(await app.CreateAsync())["id"]!;

        await relay.CutAsync();
        var during = await app.PatchAsync(id, """{"title":"Lost"}""");
        during.IsError(503, "SERVER_ERROR");
        Assert.True(during.HasRetryAfter);

        relay.Open();
        await Answers(app, 200);
        Assert.Equal(200, (await app.PatchAsync(id, """{"title":"Kept"}""")).Status);
        Assert.Equal("Kept", (string)(await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["title"]!);
    }

    [Fact]
    public async Task Events_during_an_outage_of_the_broker_are_published_after_it()
    {
        var broker = new UriBuilder(await servers.BrokerAsync());
        await using var listener = await EventListener.StartAsync(broker.Uri.AbsoluteUri, Stop);
        await using var relay = new TcpRelay(broker.Port);
        relay.Open();
        broker.Port = relay.Port;
        await using var app = await RecordingsApp.StartAsync(servers, new()
        {
            ["ConnectionStrings:messaging"] = broker.Uri.AbsoluteUri,
            ["Outbox:ConfirmTimeout"] = "00:00:02",
            ["Outbox:PollInterval"] = "00:00:00.200",
            ["Outbox:MinimumAge"] = "00:00:00",
        });
        var id = (string)(await app.CreateAsync())["id"]!;
        await Eventually.TrueAsync("the creation is received", () => Task.FromResult(listener.Of(id).Count == 1), Stop);

        await relay.CutAsync();
        Assert.Equal(200, (await app.PatchAsync(id, """{"status":"archived"}""")).Status);
        Assert.Equal(200, (await app.GetAsync("/api/recordings")).Status);
        relay.Open();
        await Eventually.TrueAsync("the change is received", () => Task.FromResult(listener.Of(id).Count == 2), Stop);
    }

    private static Task Answers(RecordingsApp app, int status) =>
        Eventually.TrueAsync($"the list answers {status}", async () => (await app.GetAsync("/api/recordings")).Status == status, Stop);
}
