using System.Net.WebSockets;
using System.Threading.Channels;

namespace Kubrick.Ingest.Sockets;

/// <summary>
/// Sends messages to one socket, in order, from one task. Its queue is bounded, and no other client ever waits for one that does not read: a socket whose queue is full is
/// abandoned. Only replies to the client itself wait for their half of the queue, and the client's next message is not read in the meantime.
/// </summary>
internal sealed class SocketWriter : IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly WebSocket socket;
    private readonly Channel<(byte[] Message, bool IsReply)> waiting;
    private readonly SemaphoreSlim replies;
    private readonly CancellationTokenSource dead = new();
    private (WebSocketCloseStatus Status, string Sentence)? closing;
    private volatile bool isFinished;

    public SocketWriter(WebSocket socket, int capacity)
    {
        this.socket = socket;
        replies = new SemaphoreSlim(capacity / 2);
        waiting = Channel.CreateBounded<(byte[], bool)>(new BoundedChannelOptions(capacity) { SingleReader = true });
    }

    /// <summary>Cancelled when the socket is abandoned: the client does not read, or does not answer the close.</summary>
    public CancellationToken Dead => dead.Token;

    /// <summary>Whether the server is closing it.</summary>
    public bool IsClosing => closing is not null;

    /// <summary>Messages in the queue.</summary>
    public int Waiting => waiting.Reader.Count;

    /// <summary>Queues a text message; discards it when the socket is being closed.</summary>
    public void Send(byte[] message)
    {
        if (!waiting.Writer.TryWrite((message, false)) && !isFinished)
        {
            Abandon();
        }
    }

    /// <summary>Queues the reply to a message of the client, after waiting for room.</summary>
    public async ValueTask ReplyAsync(byte[] message)
    {
        await replies.WaitAsync(dead.Token);
        if (!waiting.Writer.TryWrite((message, true)) && !isFinished)
        {
            Abandon();
        }
    }

    /// <summary>Closes the socket after the queued messages. The first reason counts.</summary>
    public void Close(WebSocketCloseStatus status, string sentence)
    {
        lock (waiting)
        {
            if (closing is not null)
            {
                return;
            }

            closing = (status, sentence);
        }

        // Limits the wait for a client that does not read, or does not answer.
        dead.CancelAfter(CloseTimeout);
        Finish();
    }

    /// <summary>The client closed, or is gone: nothing more is sent.</summary>
    public void Finish()
    {
        isFinished = true;
        waiting.Writer.TryComplete();
    }

    public void Dispose()
    {
        dead.Dispose();
        replies.Dispose();
    }

    /// <summary>Sends until the end.</summary>
    public async Task RunAsync()
    {
        try
        {
            await foreach (var (message, isReply) in waiting.Reader.ReadAllAsync(dead.Token))
            {
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, dead.Token);
                if (isReply)
                {
                    replies.Release();
                }
            }

            if (closing is { } close)
            {
                await socket.CloseOutputAsync(close.Status, close.Sentence, dead.Token);
            }
            else if (socket.State == WebSocketState.CloseReceived)
            {
                dead.CancelAfter(CloseTimeout);
                await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, dead.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone; the reader notices as well.
            Abandon();
        }
    }

    /// <summary>The client is gone, or does not react: nothing more is sent or read.</summary>
    public void Abandon()
    {
        Finish();
        _ = dead.CancelAsync();
    }
}
