using System.Net.WebSockets;
using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Protocol;
using Kubrick.Ingest.Sockets;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Recorders;

/// <summary>One connection: reads its messages one after the other, hands them to the session, and leaves the stream when it is closed.</summary>
internal sealed partial class SocketConnection(
    ClientSocket socket, RecorderSession recorder, IngestMemory memory, IOptions<IngestOptions> options, TimeProvider clock, ILogger<SocketConnection> logger)
{
    /// <summary>A service that stops does not wait long for an unavailable broker.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    private const int ChecksPerTimeout = 8;

    private readonly SocketWriter output = socket.Output;

    /// <summary>Serves the socket until it is closed.</summary>
    /// <param name="stopping">Cancelled when the service stops.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        var sending = output.RunAsync();
        using var atStop = stopping.Register(() =>
        {
            recorder.Interrupt();
            output.Close(CloseCodes.Restart, "The service restarts; connect again.");
        });
        var messages = new MessageReader(
            socket.WebSocket, socket.Memory, recorder.WantsFrameAsync, options.Value.MaxFrameBytes, options.Value.MaxTextBytes, clock);
        var interval = (options.Value.DeadAfter < options.Value.FrameTimeout ? options.Value.DeadAfter : options.Value.FrameTimeout) / ChecksPerTimeout;
        using var checks = clock.CreateTimer(_ => CheckTimeouts(messages), null, interval, interval);
        using var busy = CancellationTokenSource.CreateLinkedTokenSource(stopping, output.Dead);
        var isNormal = false;
        try
        {
            isNormal = await ReceiveAsync(messages, busy.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            LogBroken(exception.Message);
        }
        finally
        {
            output.Finish();
            // Before waiting for the last frames: a half-received message is useless now, and others may need its memory.
            messages.Dispose();
            if (!isNormal)
            {
                // The client no longer waits for a pending start.
                await busy.CancelAsync();
            }

            await recorder.LeaveAsync(isNormal, stopping.IsCancellationRequested ? StopTimeout : options.Value.BrokerTimeout);
            await sending;
        }
    }

    private void CheckTimeouts(MessageReader messages)
    {
        if (socket.Activity.Silence >= options.Value.DeadAfter)
        {
            // A dead network reports nothing: the socket would stay open as long as TCP retries.
            output.Abandon();
        }
        else if (memory.IsShort && messages.Receiving >= options.Value.FrameTimeout)
        {
            // Others wait for the memory of a message that does not end.
            output.Close(CloseCodes.TryAgainLater, "The message came too slowly for a server that has no more memory; connect again shortly.");
        }
        else if (socket.Memory.Waiting >= options.Value.BrokerTimeout)
        {
            // Like an unavailable broker; another replica may have memory.
            output.Close(CloseCodes.TryAgainLater, "The server has had no memory for more for too long; connect again shortly.");
        }
    }

    /// <summary>Reads until the socket is closed; true when the client closed it normally.</summary>
    private async Task<bool> ReceiveAsync(MessageReader messages, CancellationToken busy)
    {
        while (true)
        {
            var (kind, bytes) = await messages.ReadAsync(output.Dead);
            if (kind == ReceivedKind.Close)
            {
                // Browsers send no code when a page calls close() without one.
                return !output.IsClosing && socket.WebSocket.CloseStatus is WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.Empty;
            }

            if (output.IsClosing)
            {
                continue;
            }

            await HandleAsync(kind, bytes, busy);
        }
    }

    private Task HandleAsync(ReceivedKind kind, ReadOnlyMemory<byte> bytes, CancellationToken busy)
    {
        switch (kind)
        {
            case ReceivedKind.Frame:
                return recorder.PublishAsync(bytes, busy);
            case ReceivedKind.UnwantedFrame:
                return recorder.DiscardFrameAsync();
            case ReceivedKind.Text:
                return recorder.HandleAsync(ClientMessageParser.Parse(bytes), busy);
            case ReceivedKind.LongText:
                return recorder.RefuseAsync(new SocketError(ErrorCodes.PayloadTooLarge, $"A text message may have at most {options.Value.MaxTextBytes} bytes."));
            default:
                recorder.NoteLargeFrame();
                output.Close(CloseCodes.TooLarge, $"A frame may have at most {options.Value.MaxFrameBytes} bytes.");
                return Task.CompletedTask;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Socket broken: {Reason}")]
    private partial void LogBroken(string reason);
}
