using System.Net.WebSockets;

namespace Kubrick.Gateway.Tests;

public sealed class WebSocketTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_services_socket_works_through_the_gateway()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var socket = await ConnectAsync(gateway, "/ws/stream");
        var sent = new byte[200_000];
        Random.Shared.NextBytes(sent);
        var sending = socket.SendAsync(sent, WebSocketMessageType.Binary, true, Cancel);
        var got = new MemoryStream();
        var buffer = new byte[16 * 1024];
        WebSocketReceiveResult frame;
        do
        {
            frame = await socket.ReceiveAsync(buffer, Cancel);
            await got.WriteAsync(buffer.AsMemory(0, frame.Count), Cancel);
        }
        while (!frame.EndOfMessage);
        await sending;
        Assert.Equal(sent, got.ToArray());
        await socket.CloseAsync((WebSocketCloseStatus)4001, "done", Cancel);
        Assert.Equal(4001, (int?)socket.CloseStatus);
    }

    private static async Task<ClientWebSocket> ConnectAsync(RunningGateway gateway, string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(new Uri(gateway.Client.BaseAddress!, path)) { Scheme = "ws" }.Uri, Cancel);
        return socket;
    }
}
