using System.Buffers;
using System.Net.WebSockets;

namespace Kubrick.Ingest.Sockets;

/// <summary>Reads whole messages, however they are fragmented. It holds no more than one message of the allowed size.</summary>
internal sealed class MessageReader(WebSocket socket, int maxFrameBytes, int maxTextBytes) : IDisposable
{
    /// <summary>What a socket that only listens costs.</summary>
    private const int SmallBuffer = 4 << 10;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);

    /// <summary>The next message; its bytes are valid until the next call.</summary>
    public async ValueTask<(ReceivedKind Kind, ReadOnlyMemory<byte> Bytes)> ReadAsync(CancellationToken cancellationToken)
    {
        Shrink();
        var length = 0L;
        var isSkipped = false;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(isSkipped ? 0 : (int)length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return (ReceivedKind.Close, default);
            }

            length += part.Count;
            if (length > maxFrameBytes)
            {
                return (ReceivedKind.TooLarge, default);
            }

            var isText = part.MessageType == WebSocketMessageType.Text;
            // The rest of a text that is too long already is only counted.
            isSkipped = isText && length > maxTextBytes;
            if (part.EndOfMessage)
            {
                return isSkipped ? (ReceivedKind.LongText, default) : (isText ? ReceivedKind.Text : ReceivedKind.Frame, buffer.AsMemory(0, (int)length));
            }

            if (!isSkipped && length == buffer.Length)
            {
                Grow((int)length);
            }
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, maxFrameBytes + 1));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    /// <summary>One large frame must not cost its memory for the rest of the connection.</summary>
    private void Shrink()
    {
        const int Usual = 256 << 10;
        if (buffer.Length > Usual)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
        }
    }
}
