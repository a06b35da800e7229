using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Kubrick.Testing.Live;

/// <summary>A recorder's socket, protocol version 1.</summary>
public sealed class StreamPublisher : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ClientWebSocket socket = new();
    private readonly ConcurrentQueue<JsonElement> messages = new();
    private readonly CancellationTokenSource end = new();
    private Task listening = Task.CompletedTask;

    /// <summary>Everything that the server said so far.</summary>
    public IReadOnlyCollection<JsonElement> Messages => messages;

    /// <summary>The code that the socket was closed with; null while it is open.</summary>
    public int? CloseStatus => (int?)socket.CloseStatus;

    /// <summary>Connects to the gateway's <c>/ws/stream</c>.</summary>
    public static async Task<StreamPublisher> ConnectAsync(Uri gateway, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        var publisher = new StreamPublisher();
        await publisher.socket.ConnectAsync(new UriBuilder(new Uri(gateway, "/ws/stream")) { Scheme = "ws" }.Uri, cancellationToken);
        publisher.listening = publisher.ListenAsync();
        return publisher;
    }

    /// <summary>Starts the stream of a recording, and waits for <c>started</c>.</summary>
    public async Task<JsonElement> StartAsync(string recordingId, CancellationToken cancellationToken)
    {
        await SayAsync(JsonSerializer.Serialize(new { type = "start", recordingId }), cancellationToken);
        return await HearAsync("started", cancellationToken);
    }

    /// <summary>Stops the stream, and waits for <c>stopped</c>.</summary>
    public async Task<JsonElement> StopAsync(CancellationToken cancellationToken)
    {
        await SayAsync("""{"type":"stop"}""", cancellationToken);
        return await HearAsync("stopped", cancellationToken);
    }

    /// <summary>Sends a text message.</summary>
    public async Task SayAsync(string text, CancellationToken cancellationToken) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <summary>Sends one chunk.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        await socket.SendAsync(chunk, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    /// <summary>Sends chunks at the times at which they were recorded.</summary>
    /// <param name="chunks">The chunks.</param>
    /// <param name="onSent">Is told of each chunk that was sent, by its index.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ReplayAsync(IReadOnlyList<(TimeSpan At, ReadOnlyMemory<byte> Bytes)> chunks, Action<int>? onSent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < chunks.Count; i++)
        {
            var wait = chunks[i].At - chunks[0].At - Stopwatch.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellationToken);
            }

            await SendAsync(chunks[i].Bytes, cancellationToken);
            onSent?.Invoke(i);
        }
    }

    /// <summary>Waits for a message of a type.</summary>
    /// <exception cref="TimeoutException">It did not come within a minute.</exception>
    public async Task<JsonElement> HearAsync(string type, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (messages.FirstOrDefault(message => message.GetProperty("type").GetString() == type) is { ValueKind: JsonValueKind.Object } found)
            {
                return found;
            }

            if (listening.IsCompleted || Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"No '{type}' came; the server said: {string.Join(" ", messages)} and closed with {CloseStatus?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nothing"}.");
            }

            await Task.Delay(10, cancellationToken);
        }
    }

    /// <summary>Closes the socket normally.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);

    /// <summary>Breaks the connection without a word.</summary>
    public void Abort() => socket.Abort();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        socket.Abort();
        await listening;
        socket.Dispose();
        end.Dispose();
    }

    private async Task ListenAsync()
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
            // The test sees it by what it waits for.
        }
    }
}
