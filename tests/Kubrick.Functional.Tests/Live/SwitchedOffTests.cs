using System.Net;
using System.Net.WebSockets;

namespace Kubrick.Functional.Tests.Live;

[Collection(TracedSystemCollection.Name)]
public sealed class SwitchedOffTests(TracedSystem system)
{
    private const string Id = "000000000000000000000000";
    private readonly Client client = new(system);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Features_say_so_and_every_stream_route_below_the_playlists_is_not_there()
    {
        Assert.Equal("""{"data":{"type":"features","attributes":{"liveStreaming":false}}}""", (await client.Get("/api/features")).Text);
        foreach (var path in new[] { "status", "active", Id })
        {
            (await client.Get($"/api/streams/{path}")).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
        }

        foreach (var path in new[] { "start", "stop", "viewer" })
        {
            (await client.Post($"/api/streams/{Id}/{path}", new { viewerId = "eve" })).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
            (await client.Get($"/api/streams/{Id}/{path}")).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
        }
    }

    [Fact]
    public async Task The_recorders_socket_is_closed_with_the_contracts_code()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(new Uri(system.Gateway.BaseAddress!, "/ws/stream")) { Scheme = "ws" }.Uri, Cancel);
        var frame = await socket.ReceiveAsync(new byte[1024], Cancel);
        Assert.Equal((WebSocketMessageType.Close, 4403), (frame.MessageType, (int?)socket.CloseStatus));
    }
}
