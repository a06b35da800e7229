using System.Net.WebSockets;
using System.Threading.Channels;

namespace Kubrick.Ingest.Sockets;

/// <summary>
/// Sends to one socket what anybody has for it, in order, from one task. Its queue is bounded, and nobody else ever waits for a client that does not read: a socket whose
/// queue is full is given up. Only answers to the client itself wait for their half of the queue, and with them the reading of what it says next.
/// </summary>
internal sealed class SocketWriter : IDisposable
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);

    private readonly WebSocket socket;
    private readonly Channel<(byte[] Message, bool IsAnswer)> waiting;
    private readonly SemaphoreSlim answers;
    private readonly CancellationTokenSource dead = new();
    private (WebSocketCloseStatus Status, string Sentence)? closing;
    private volatile bool isFinished;

    public SocketWriter(WebSocket socket, int capacity)
    {
        this.socket = socket;
        answers = new SemaphoreSlim(capacity / 2);
        waiting = Channel.CreateBounded<(byte[], bool)>(new BoundedChannelOptions(capacity) { SingleReader = true });
    }

    /// <summary>Cancelled when the socket is given up: it reads nothing, or does not answer the close.</summary>
    public CancellationToken Dead => dead.Token;

    /// <summary>Whether the server is closing it.</summary>
    public bool IsClosing => closing is not null;

    /// <summary>Messages that wait for the socket.</summary>
    public int Waiting => waiting.Reader.Count;

    /// <summary>Queues a text message. On a socket that is being closed it goes nowhere.</summary>
    public void Send(byte[] message)
    {
        if (!waiting.Writer.TryWrite((message, false)) && !isFinished)
        {
            GiveUp();
        }
    }

    /// <summary>Queues the answer to what the client said, after waiting for room.</summary>
    public async ValueTask ReplyAsync(byte[] message)
    {
        await answers.WaitAsync(dead.Token);
        if (!waiting.Writer.TryWrite((message, true)) && !isFinished)
        {
            GiveUp();
        }
    }

    /// <summary>Closes the socket behind what is queued. The first reason counts.</summary>
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

        // A client that reads nothing, or does not answer, is not waited for any longer.
        dead.CancelAfter(ClosePatience);
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
        answers.Dispose();
    }

    /// <summary>Sends until the end.</summary>
    public async Task RunAsync()
    {
        try
        {
            await foreach (var (message, isAnswer) in waiting.Reader.ReadAllAsync(dead.Token))
            {
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, dead.Token);
                if (isAnswer)
                {
                    answers.Release();
                }
            }

            if (closing is { } close)
            {
                await socket.CloseOutputAsync(close.Status, close.Sentence, dead.Token);
            }
            else if (socket.State == WebSocketState.CloseReceived)
            {
                dead.CancelAfter(ClosePatience);
                await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, dead.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone. Whoever reads from it learns the same.
            GiveUp();
        }
    }

    /// <summary>The client is gone, or as good as gone: nothing more is sent, and nothing more read.</summary>
    public void GiveUp()
    {
        Finish();
        _ = dead.CancelAsync();
    }
}
