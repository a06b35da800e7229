using System.Net.Sockets;
using System.Text;

namespace Kubrick.Gateway.Tests;

/// <summary>A WebSocket client on the level of bytes; .NET's own takes 1012 for a broken frame.</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly TcpClient client = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RawSocket> ConnectAsync(Uri server)
    {
        var socket = new RawSocket();
        await socket.client.ConnectAsync(server.Host, server.Port, Cancel);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /ws/stream HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
        var answer = "";
        while (!answer.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            answer += (char)(await socket.ReadAsync(1))[0];
        }

        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
        return socket;
    }

    public async Task SendAsync(byte[] bytes) => await client.GetStream().WriteAsync(bytes, Cancel);

    /// <summary>Sends one masked frame of at most 125 bytes.</summary>
    public Task SendAsync(byte first, byte[] body) => SendAsync([first, (byte)(0x80 | body.Length), 0, 0, 0, 0, .. body]);

    /// <summary>Reads one frame of at most 125 bytes.</summary>
    public async Task<(byte First, byte[] Body)> ReadFrameAsync()
    {
        var head = await ReadAsync(2);
        return (head[0], await ReadAsync(head[1]));
    }

    /// <summary>Whether the connection ends in order, without another byte.</summary>
    public async Task<bool> EndsAsync() => await client.GetStream().ReadAsync(new byte[1], Cancel) == 0;

    public void Dispose() => client.Dispose();

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await client.GetStream().ReadExactlyAsync(bytes, Cancel);
        return bytes;
    }
}
