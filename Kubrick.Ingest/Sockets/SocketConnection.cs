using System.Net.WebSockets;
using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Protocol;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Sockets;

/// <summary>One socket: reads its messages one after the other, and sees to it that whatever it published is left in order.</summary>
internal sealed partial class SocketConnection(
    WebSocket socket,
    SocketWriter output,
    SocketHearing hearing,
    RecorderSession recorder,
    MemoryShare share,
    IngestMemory memory,
    IOptions<IngestOptions> options,
    TimeProvider clock,
    ILogger<SocketConnection> logger)
{
    /// <summary>A service that stops has no time for a broker that is away.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);

    private const int LooksPerLife = 8;

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
            socket, share, recorder.WantsFrameAsync, options.Value.MaxFrameBytes, options.Value.MaxTextBytes, clock);
        var look = (options.Value.DeadAfter < options.Value.FramePatience ? options.Value.DeadAfter : options.Value.FramePatience) / LooksPerLife;
        using var dying = clock.CreateTimer(_ => LookAfter(messages), null, look, look);
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
            // Before the last frames are waited for: what is half received is of no use any more.
            messages.Dispose();
            if (!isNormal)
            {
                // Nobody waits any more for a start that is being worked on.
                await busy.CancelAsync();
            }

            await recorder.LeaveAsync(isNormal, stopping.IsCancellationRequested ? StopPatience : options.Value.BrokerPatience);
            await sending;
        }
    }

    private void LookAfter(MessageReader messages)
    {
        if (hearing.Silence >= options.Value.DeadAfter)
        {
            // Of a network that died nobody tells: its socket would stay as long as TCP tries again.
            output.GiveUp();
        }
        else if (memory.IsShort && messages.Coming >= options.Value.FramePatience)
        {
            // Others wait for the memory that a message without an end holds.
            output.Close(CloseCodes.TryAgainLater, "The message came too slowly for a server that has no more memory; connect again shortly.");
        }
        else if (share.Waiting >= options.Value.BrokerPatience)
        {
            // It is as if the broker were away; another replica may have memory.
            output.Close(CloseCodes.TryAgainLater, "The server has had no memory for more for too long; connect again shortly.");
        }
    }

    /// <summary>Reads to the end; true where the client closed the socket as it should.</summary>
    private async Task<bool> ReceiveAsync(MessageReader messages, CancellationToken busy)
    {
        while (true)
        {
            var (kind, bytes) = await messages.ReadAsync(output.Dead);
            if (kind == ReceivedKind.Close)
            {
                // Browsers send no code at all where a page calls close() without one.
                return !output.IsClosing && socket.CloseStatus is WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.Empty;
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
                return recorder.FrameAsync(bytes, busy);
            case ReceivedKind.UnwantedFrame:
                return recorder.PassOverFrameAsync();
            case ReceivedKind.Text:
                var (message, error) = ClientMessageParser.Parse(bytes);
                if (message is not null)
                {
                    return recorder.HandleAsync(message, busy);
                }

                return recorder.RefuseAsync(error!);
            case ReceivedKind.LongText:
                return recorder.RefuseAsync(new SocketError(ErrorCodes.PayloadTooLarge, $"A text message may have at most {options.Value.MaxTextBytes} bytes."));
            default:
                output.Close(CloseCodes.TooLarge, $"A frame may have at most {options.Value.MaxFrameBytes} bytes.");
                return Task.CompletedTask;
        }
    }

    [LoggerMessage(LogLevel.Debug, "A socket broke: {Reason}")]
    private partial void LogBroken(string reason);
}
