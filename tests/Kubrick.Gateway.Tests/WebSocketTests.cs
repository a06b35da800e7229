using System.Net.WebSockets;
using Kubrick.Testing;

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

    [Fact]
    public async Task When_the_gateway_stops_its_sockets_are_closed_with_a_reason()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var socket = await RawSocket.ConnectAsync(gateway.Client.BaseAddress!);
        using var idle = await RawSocket.ConnectAsync(gateway.Client.BaseAddress!);
        await socket.SendAsync(0x81, "hello"u8.ToArray());
        Assert.Equal("hello"u8.ToArray(), (await socket.ReadFrameAsync()).Body);
        gateway.Stop();
        foreach (var each in new[] { socket, idle })
        {
            var (first, body) = await each.ReadFrameAsync();
            Assert.Equal(0x88, first);
            Assert.Equal(1012, (body[0] << 8) | body[1]);
            Assert.NotEmpty(body[2..]);
            await each.SendAsync(0x88, body[..2]);
            Assert.True(await each.EndsAsync());
        }
    }

    [Theory]
    [InlineData("HTTP/1.1", true)]
    [InlineData("HTTP/1.0", false)]
    public async Task A_refused_handshake_names_the_protocol(string version, bool hasUpgrade)
    {
        await using var gateway = await RunningGateway.StartAsync();
        var answer = await RawHttp.SendAsync(gateway.Client.BaseAddress!, $"GET /ws/stream {version}\r\nHost: {gateway.Client.BaseAddress!.Authority}\r\nX-Status: 426\r\n", Cancel);
        Assert.StartsWith("HTTP/1.1 426 ", answer, StringComparison.Ordinal);
        Assert.Equal(hasUpgrade, answer.Contains("\r\nUpgrade: websocket\r\n", StringComparison.Ordinal));
        Assert.Equal(hasUpgrade, answer.Contains("\r\nConnection: Upgrade\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_method_reaches_the_service_which_refuses_it()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.Client.PostAsync("/ws/stream", new ByteArrayContent([1]), Cancel);
        Assert.Contains("service=ingest\n", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static async Task<ClientWebSocket> ConnectAsync(RunningGateway gateway, string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(new Uri(gateway.Client.BaseAddress!, path)) { Scheme = "ws" }.Uri, Cancel);
        return socket;
    }
}
