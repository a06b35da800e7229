using Kubrick.Contracts.Recordings;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Outbox;

public sealed class OutboxTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_are_published_in_order_and_then_removed()
    {
        await using var listener = await EventListener.StartAsync(await servers.BrokerAsync(), Stop);
        await using var app = await RecordingsApp.StartAsync(servers);
        var id = (string)(await app.CreateAsync())["id"]!;
        await app.PatchAsync(id, """{"status":"archived"}""");
        await app.PatchAsync(id, """{"status":"uploading"}""");
        await app.PatchAsync(id, """{"title":"Better","description":"of no interest to others"}""");
        await app.PatchAsync(id, """{"title":"Better"}""");
        await app.SendAsync(HttpMethod.Delete, $"/api/recordings/{id}", null);
        await Eventually.TrueAsync("five events are received", () => Task.FromResult(listener.Of(id).Count == 5), Stop);
        var received = listener.Of(id);
        Assert.Equal("Ada", Assert.IsType<RecordingCreated>(received[0]).RecorderName);
        Assert.Equal(("uploading", "archived"), (Assert.IsType<RecordingStatusChanged>(received[1]).From, ((RecordingStatusChanged)received[1]).To));
        Assert.Equal(("archived", "uploading"), (Assert.IsType<RecordingStatusChanged>(received[2]).From, ((RecordingStatusChanged)received[2]).To));
        Assert.Equal("Better", Assert.IsType<RecordingRenamed>(received[3]).Title);
        Assert.IsType<RecordingDeleted>(received[4]);
        await Eventually.TrueAsync("the document has no event", async () => await Waiting(app, id) == 0, Stop);
    }

    [Fact]
    public async Task Two_relays_of_one_database_publish_the_first_copies_in_order()
    {
        const int Changes = 20;
        await using var listener = await EventListener.StartAsync(await servers.BrokerAsync(), Stop);
        var eager = new Dictionary<string, string> { ["Outbox:MinimumAge"] = "00:00:00", ["Outbox:PollInterval"] = "00:00:00.050" };
        await using var one = await RecordingsApp.StartAsync(servers, eager);
        await using var other = await RecordingsApp.StartAsync(servers, new(eager) { ["ConnectionStrings:kubrick"] = one.Database });
        var id = (string)(await one.CreateAsync())["id"]!;
        for (var change = 1; change <= Changes; change++)
        {
            Assert.Equal(200, (await (change % 2 == 0 ? one : other).PatchAsync(id, $$"""{"title":"{{change}}"}""")).Status);
        }

        await Eventually.TrueAsync("every event is received", () => Task.FromResult(listener.Of(id).Count == Changes + 1), Stop);
        var received = listener.Of(id);
        Assert.IsType<RecordingCreated>(received[0]);
        Assert.Equal(Enumerable.Range(1, Changes).Select(change => $"{change}"), received.Skip(1).Select(happened => Assert.IsType<RecordingRenamed>(happened).Title));
    }

    [Fact]
    public async Task Without_a_broker_requests_succeed_and_events_are_published_later()
    {
        await using var listener = await EventListener.StartAsync(await servers.BrokerAsync(), Stop);
        string id, database;
        await using (var cutOff = await RecordingsApp.StartAsync(servers, new() { ["ConnectionStrings:messaging"] = $"amqp://nobody:nothing@127.0.0.1:{FreePort.Next()}" }))
        {
            id = (string)(await cutOff.CreateAsync())["id"]!;
            Assert.Equal(200, (await cutOff.PatchAsync(id, """{"status":"archived"}""")).Status);
            Assert.Equal(2, await Waiting(cutOff, id));
            database = cutOff.Database;
        }

        await using var app = await RecordingsApp.StartAsync(servers, new() { ["ConnectionStrings:kubrick"] = database, ["Outbox:MinimumAge"] = "00:00:00", ["Outbox:PollInterval"] = "00:00:00.100" });
        await Eventually.TrueAsync("both events are received", () => Task.FromResult(listener.Of(id).Count == 2), Stop);
        await Eventually.TrueAsync("the document has no event", async () => await Waiting(app, id) == 0, Stop);
    }

    [Fact]
    public async Task An_unreadable_event_stays_and_does_not_block_the_others()
    {
        await using var listener = await EventListener.StartAsync(await servers.BrokerAsync(), Stop);
        await using var app = await RecordingsApp.StartAsync(servers, new() { ["Outbox:MinimumAge"] = "00:00:00", ["Outbox:PollInterval"] = "00:00:00.100" });
        var recording = Sample.Recording();
        var unknown = new OutboxEvent { MessageId = Guid.NewGuid().ToString("N"), Type = "RecordingTranslated", Body = "{}", At = Sample.Noon };
        var broken = unknown with { MessageId = Guid.NewGuid().ToString("N"), Type = nameof(RecordingCreated), Body = "{" };
        var known = OutboxEvents.Pack(new RecordingCreated(recording.Id.ToString(), "Ada", Sample.Noon), Sample.Noon);
        await app.Collection.InsertOneAsync(recording with { Outbox = [unknown, broken, known] }, cancellationToken: Stop);
        await Eventually.TrueAsync("the readable event is received", () => Task.FromResult(listener.Of(recording.Id.ToString()).Count == 1), Stop);
        await Eventually.TrueAsync("only the unreadable events are left", async () => await Waiting(app, recording.Id.ToString()) == 2, Stop);
    }

    private static async Task<int> Waiting(RecordingsApp app, string id) =>
        (await app.Collection.Find(recording => recording.Id == ObjectId.Parse(id)).FirstAsync(Stop)).Outbox.Count;
}
