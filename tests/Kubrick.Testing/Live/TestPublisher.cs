using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Kubrick.Testing.Live;

/// <summary>A recorder's WebSocket connection, protocol version 1.</summary>
public sealed class TestPublisher : IAsyncDisposable
{
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(180);
    private readonly ClientWebSocket socket = new();
    private readonly ConcurrentQueue<JsonElement> messages = new();
    private readonly CancellationTokenSource end = new();
    private Task receiving = Task.CompletedTask;

    /// <summary>All messages received from the server.</summary>
    public IReadOnlyCollection<JsonElement> Messages => messages;

    /// <summary>The close code received from the server; null while the socket is open.</summary>
    public int? CloseStatus => (int?)socket.CloseStatus;

    /// <summary>Connects to the gateway's <c>/ws/stream</c>.</summary>
    public static async Task<TestPublisher> ConnectAsync(Uri gateway, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        var publisher = new TestPublisher();
        await publisher.socket.ConnectAsync(new UriBuilder(new Uri(gateway, "/ws/stream")) { Scheme = "ws" }.Uri, cancellationToken);
        publisher.receiving = publisher.ReceiveAllAsync();
        return publisher;
    }

    /// <summary>Starts the stream of a recording, and waits for <c>started</c>.</summary>
    public async Task<JsonElement> StartAsync(string recordingId, CancellationToken cancellationToken)
    {
        await SendTextAsync(JsonSerializer.Serialize(new { type = "start", recordingId }), cancellationToken);
        return await WaitForMessageAsync("started", cancellationToken);
    }

    /// <summary>Stops the stream, and waits for <c>stopped</c>.</summary>
    public async Task<JsonElement> StopAsync(CancellationToken cancellationToken)
    {
        await SendTextAsync("""{"type":"stop"}""", cancellationToken);
        return await WaitForMessageAsync("stopped", cancellationToken);
    }

    /// <summary>Sends a text message.</summary>
    public async Task SendTextAsync(string text, CancellationToken cancellationToken) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <summary>Sends one chunk.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        await socket.SendAsync(chunk, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    /// <summary>Sends chunks at the pace of their recording.</summary>
    /// <param name="chunks">The chunks.</param>
    /// <param name="onSent">Called with the index of each chunk after it was sent.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ReplayAsync(IReadOnlyList<(TimeSpan At, ReadOnlyMemory<byte> Bytes)> chunks, Action<int>? onSent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < chunks.Count; i++)
        {
            var wait = chunks[i].At - chunks[0].At - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellationToken);
            }

            await SendAsync(chunks[i].Bytes, cancellationToken);
            onSent?.Invoke(i);
        }
    }

    /// <summary>
    /// Waits until Ingest has accepted every frame sent so far: it handles messages in order, so the pong follows the frames sent before the ping. Accepted frames survive the loss of
    /// the connection.
    /// </summary>
    public async Task WaitUntilAcceptedAsync(CancellationToken cancellationToken)
    {
        var pongs = messages.Count(message => IsOfType(message, "pong"));
        await SendTextAsync("""{"type":"ping"}""", cancellationToken);
        await WaitForMessageAsync("pong", pongs, cancellationToken);
    }

    /// <summary>Waits for the first message of a type.</summary>
    /// <exception cref="TimeoutException">The message was not received within three minutes, or before the socket was closed.</exception>
    public Task<JsonElement> WaitForMessageAsync(string type, CancellationToken cancellationToken) => WaitForMessageAsync(type, 0, cancellationToken);

    /// <summary>Closes the socket normally.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);

    /// <summary>Breaks the connection without a close frame.</summary>
    public void Abort() => socket.Abort();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        socket.Abort();
        await receiving;
        socket.Dispose();
        end.Dispose();
    }

    private static bool IsOfType(JsonElement message, string type) => message.GetProperty("type").GetString() == type;

    private async Task<JsonElement> WaitForMessageAsync(string type, int skipped, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            // Read first: a message received just before the socket was closed must be found.
            var isClosed = receiving.IsCompleted;
            if (messages.Where(message => IsOfType(message, type)).Skip(skipped).FirstOrDefault() is { ValueKind: JsonValueKind.Object } found)
            {
                return found;
            }

            if (isClosed || Stopwatch.GetElapsedTime(start) > ReplyTimeout)
            {
                throw new TimeoutException($"No '{type}' received; received: {string.Join(" ", messages)}; close code: {CloseStatus?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}.");
            }

            await Task.Delay(10, cancellationToken);
        }
    }

    private async Task ReceiveAllAsync()
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        try
        {
            while (true)
            {
                var frame = await socket.ReceiveAsync(buffer.AsMemory(length), end.Token);
                if (frame.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                length += frame.Count;
                if (frame.EndOfMessage)
                {
                    messages.Enqueue(JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length)));
                    length = 0;
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // A test that waits for a message fails on it.
        }
    }
}
