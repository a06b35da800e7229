using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Servers;

/// <summary>A client of <c>/ws/stream</c>, version 1. It keeps every message of the server.</summary>
internal sealed class RecorderClient : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly ConcurrentQueue<JsonElement> heard = new();
    private readonly HashSet<JsonElement> taken = [];
    private Task listening = Task.CompletedTask;

    public WebSocketState State => socket.State;

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public IReadOnlyList<JsonElement> Heard => [.. heard];

    public static async Task<RecorderClient> ConnectAsync(Uri address)
    {
        var client = new RecorderClient();
        await client.socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        client.listening = client.ListenAsync();
        return client;
    }

    /// <summary>Starts a recording and waits for <c>started</c>.</summary>
    public async Task<JsonElement> StartAsync(string recordingId, bool isResume = false)
    {
        await SayAsync(isResume ? new { type = "start", recordingId, resume = true } : new { type = "start", recordingId });
        return await HearAsync("started");
    }

    public Task SayAsync(object message) => SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text);

    public Task SayRawAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Binary, bool isLast = true) =>
        socket.SendAsync(bytes, type, isLast, TestContext.Current.CancellationToken).AsTask();

    /// <summary>Whether a message is of a recording, or names none.</summary>
    public static bool MayConcern(JsonElement message, string recordingId) => !message.TryGetProperty("recordingId", out var id) || id.GetString() == recordingId;

    /// <summary>The next message of a type, of one recording if it is given; others are skipped.</summary>
    public async Task<JsonElement> HearAsync(string type, string? recordingId = null)
    {
        JsonElement? found = null;
        try
        {
            await Eventually.TrueAsync(
                $"the server sends '{type}'",
                () =>
                {
                    found = heard.Where(message => !taken.Contains(message) && TypeOf(message) == type)
                        .Where(message => recordingId is null || MayConcern(message, recordingId))
                        .Cast<JsonElement?>()
                        .FirstOrDefault();
                    return Task.FromResult(found is not null);
                },
                TestContext.Current.CancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message} It said: {string.Join(' ', heard)}; closed with {socket.CloseStatus}.", exception);
        }

        taken.Add(found!.Value);
        return found.Value;
    }

    public async Task<string> HearErrorAsync()
    {
        var error = await HearAsync("error");
        Assert.Equal(["type", "code", "error"], error.EnumerateObject().Select(field => field.Name));
        Assert.NotEmpty(error.GetProperty("error").GetString()!);
        return error.GetProperty("code").GetString()!;
    }

    /// <summary>Waits for a pong: every message before the ping was handled.</summary>
    public async Task PingAsync()
    {
        await SayAsync(new { type = "ping" });
        var pong = await HearAsync("pong");
        Assert.Equal(["type", "timestamp"], pong.EnumerateObject().Select(field => field.Name));
        Assert.InRange(pong.GetProperty("timestamp").GetInt64(), 1_700_000_000_000, 4_000_000_000_000);
    }

    public async Task<int> WhenClosedAsync()
    {
        await listening.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return (int)(socket.CloseStatus ?? 0);
    }

    public async Task CloseAsync(WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure)
    {
        await socket.CloseOutputAsync(status, null, TestContext.Current.CancellationToken);
        await listening.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>Disconnects without a close.</summary>
    public void Break() => socket.Abort();

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await listening;
        socket.Dispose();
    }

    private static string? TypeOf(JsonElement message) => message.GetProperty("type").GetString();

    private async Task ListenAsync()
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                Assert.True(part.EndOfMessage);
                heard.Enqueue(JsonDocument.Parse(buffer.AsMemory(0, part.Count).ToArray()).RootElement);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The socket is closed.
        }
    }
}
