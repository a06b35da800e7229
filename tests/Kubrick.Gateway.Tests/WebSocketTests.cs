using System.Net.WebSockets;

namespace Kubrick.Gateway.Tests;

public sealed class WebSocketTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_live_streaming_off_the_streams_socket_is_closed_with_the_contracts_code()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var socket = await ConnectAsync(gateway, "/ws/stream");
        var frame = await socket.ReceiveAsync(new byte[1024], Cancel);
        Assert.Equal(WebSocketMessageType.Close, frame.MessageType);
        Assert.Equal(4403, (int?)socket.CloseStatus);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
        Assert.Equal(WebSocketState.Closed, socket.State);
    }

    [Fact]
    public async Task What_a_client_sends_before_it_is_told_that_streaming_is_off_does_not_hinder_the_close()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var socket = await ConnectAsync(gateway, "/ws/stream");
        await socket.SendAsync("""{"type":"start"}"""u8.ToArray(), WebSocketMessageType.Text, true, Cancel);
        await socket.SendAsync(new byte[100_000], WebSocketMessageType.Binary, true, Cancel);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
        Assert.Equal(4403, (int?)socket.CloseStatus);
    }

    [Fact]
    public async Task A_services_socket_works_through_the_gateway()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var socket = await ConnectAsync(gateway, "/socket");
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
