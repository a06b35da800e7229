using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Protocol;
using Kubrick.Ingest.Tests.Recorders;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Sockets;

public sealed class BroadcastTests(BrokerFixture broker) : SocketTest(broker)
{
    [Fact]
    public async Task Two_hundred_sockets_on_two_replicas_get_each_broadcast_once()
    {
        IngestHost[] hosts = [await StartAsync(), await StartAsync()];
        var clients = new List<RecorderClient>();
        for (var i = 0; i < 200; i++)
        {
            clients.Add(await ConnectAsync(hosts[i % 2]));
        }

        var id = Neighbours.Create();
        var at = TimeProvider.System.GetUtcNow();
        await (await ConnectAsync(hosts[0])).StartAsync(id);
        await Bus.PublishAsync(new StreamStarted(id, at, "A talk", "Ada", "720p"));
        await Bus.PublishAsync(new ViewerJoined(id, "v-1", 1, at));
        await Bus.PublishAsync(new ViewerLeft(id, "v-1", 0, at));
        await Bus.EndAsync(id);
        await Bus.EndAsync(id);
        var failed = Neighbours.Create();
        await Bus.FailAsync(failed);
        string[] expected =
        [
            $$"""{"type":"streamStarted","recordingId":"{{id}}"}""",
            $$"""{"type":"viewerJoined","recordingId":"{{id}}","viewerId":"v-1","viewerCount":1}""",
            $$"""{"type":"viewerLeft","recordingId":"{{id}}","viewerId":"v-1","viewerCount":0}""",
            $$"""{"type":"streamEnded","recordingId":"{{id}}","status":"ended"}""",
            $$"""{"type":"streamEnded","recordingId":"{{failed}}","status":"error"}""",
        ];
        await Eventually.TrueAsync("every client has every broadcast", () => Task.FromResult(clients.All(client => Own(client).Count >= expected.Length)), Stop);
        Assert.All(clients, client => Assert.Equal(expected.Order(), Own(client).Order()));

        // Tests share the broker and its events.
        List<string> Own(RecorderClient client) => [.. client.Heard.Select(message => message.GetRawText())
            .Where(text => text.Contains(id, StringComparison.Ordinal) || text.Contains(failed, StringComparison.Ordinal))];
    }

    [Fact]
    public async Task A_socket_that_does_not_read_is_abandoned_and_delays_no_other()
    {
        var host = await StartAsync(("Ingest:SendQueue", "16"));
        var deaf = Mine(await RawSocket.ConnectAsync(host.Http.BaseAddress!));
        var id = Neighbours.Create();
        await deaf.SayAsync($$"""{"type":"start","recordingId":"{{id}}"}""");
        await Eventually.TrueAsync("the recorder publishes", () => host.Leases.IsOwnedAsync(Contracts.Logs.LogNames.PublisherLease(id), Stop), Stop);
        var message = ServerMessages.ViewerJoined(id, new string('v', 100_000), 1);
        await Eventually.TrueAsync(
            "the client that does not read is disconnected",
            () =>
            {
                host.Sockets.Broadcast(message);
                return Task.FromResult(host.Sockets.Count == 0);
            },
            Stop);
        await Bus.WaitAsync<StreamInterrupted>(interrupted => interrupted.RecordingId == id);
    }
}
