using System.Net.Sockets;
using System.Text;

namespace Kubrick.Ingest.Tests.Servers;

/// <summary>
/// A WebSocket client on the level of bytes: it reads only on request, and reports every close code (.NET's own client takes 1012 and 1013 for broken frames).
/// </summary>
internal sealed class RawSocket : IAsyncDisposable
{
    private readonly TcpClient client = new() { ReceiveBufferSize = 4_096 };

    public static async Task<RawSocket> ConnectAsync(Uri server)
    {
        var socket = new RawSocket();
        await socket.client.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        var request = $"GET /ws/stream HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        var answer = "";
        while (!answer.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            answer += (char)(await socket.ReadAsync(1))[0];
        }

        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
        return socket;
    }

    public async Task SendAsync(byte[] bytes) => await client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Sends a text message in one masked frame.</summary>
    public Task SayAsync(string text) => SendAsync([0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)]);

    /// <summary>Sends the start of a binary message that announces more bytes.</summary>
    public Task SendUnfinishedAsync(int bytes, int claimed)
    {
        byte[] head = [0x82, 0xff, 0, 0, 0, 0, (byte)(claimed >> 24), (byte)(claimed >> 16), (byte)(claimed >> 8), (byte)claimed, 0, 0, 0, 0];
        return SendAsync([.. head, .. new byte[bytes]]);
    }

    /// <summary>Reads the next text message; broadcasts are skipped.</summary>
    public async Task<string> HearAsync()
    {
        while (true)
        {
            var (kind, body) = await ReadFrameAsync();
            Assert.NotEqual(8, kind);
            var text = Encoding.UTF8.GetString(body);
            if (kind == 1 && !text.Contains("streamStarted", StringComparison.Ordinal) && !text.Contains("streamEnded", StringComparison.Ordinal)
                && !text.Contains("viewer", StringComparison.Ordinal))
            {
                return text;
            }
        }
    }

    /// <summary>Reads up to the close frame and returns its code; 0 when the connection ends without one.</summary>
    public async Task<int> WhenClosedAsync()
    {
        try
        {
            while (true)
            {
                var (kind, body) = await ReadFrameAsync();
                if (kind == 8)
                {
                    client.Close();
                    return (body[0] << 8) | body[1];
                }
            }
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(int Kind, byte[] Body)> ReadFrameAsync()
    {
        var head = await ReadAsync(2);
        var length = head[1] & 0x7f;
        if (length == 126)
        {
            var extended = await ReadAsync(2);
            length = (extended[0] << 8) | extended[1];
        }

        return (head[0] & 0x0f, await ReadAsync(length));
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        await client.GetStream().ReadExactlyAsync(bytes, timeout.Token);
        return bytes;
    }
}
