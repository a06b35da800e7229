using System.Buffers;
using System.Net.WebSockets;
using Kubrick.Ingest.Memory;

namespace Kubrick.Ingest.Sockets;

/// <summary>
/// Reads whole messages, however they are fragmented. Buffers at most one message, up to the size limit, and waits for memory before it grows the buffer. Unwanted binary
/// messages are counted, not buffered.
/// </summary>
internal sealed class MessageReader(
    WebSocket socket, MemoryShare memory, Func<ValueTask<bool>> wantsFrame, int maxFrameBytes, int maxTextBytes, TimeProvider clock) : IDisposable
{
    /// <summary>What every socket costs besides its share of the memory budget.</summary>
    private const int SmallBuffer = 4 << 10;

    private const long NotReceiving = long.MinValue;

    /// <summary>For the byte that makes a message of the largest size too large.</summary>
    private readonly byte[] spare = new byte[1];
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
    private int taken;
    private long receivingSince = NotReceiving;

    /// <summary>For how long a message that uses memory has been arriving; zero while the server makes it wait.</summary>
    public TimeSpan Receiving => Interlocked.Read(ref receivingSince) is var since and not NotReceiving ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>The next message; its bytes are valid until the next call. The previous message's turn with the memory budget ends here.</summary>
    public async ValueTask<(ReceivedKind Kind, ReadOnlyMemory<byte> Bytes)> ReadAsync(CancellationToken cancellationToken)
    {
        Reset();
        var length = 0L;
        var isFirst = true;
        var isSkipped = false;
        while (true)
        {
            var room = isSkipped ? buffer : length < buffer.Length ? buffer.AsMemory((int)length) : spare;
            var part = await socket.ReceiveAsync(room, cancellationToken);
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
            if (isFirst && !isText)
            {
                isSkipped = !await wantsFrame();
            }

            isFirst = false;
            // The rest of a text that is already too long is only counted.
            isSkipped |= isText && length > maxTextBytes;
            if (part.EndOfMessage)
            {
                Interlocked.Exchange(ref receivingSince, NotReceiving);
                return (KindOf(isText, isSkipped && length > 0), isSkipped ? default : buffer.AsMemory(0, (int)length));
            }

            if (isSkipped && taken > 0)
            {
                Reset();
            }
            else if (!isSkipped && length == buffer.Length && length < maxFrameBytes)
            {
                await GrowAsync((int)length, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        Reset();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static ReceivedKind KindOf(bool isText, bool isSkipped) => (isText, isSkipped) switch
    {
        (true, true) => ReceivedKind.LongText,
        (true, false) => ReceivedKind.Text,
        (false, true) => ReceivedKind.UnwantedFrame,
        (false, false) => ReceivedKind.Frame,
    };

    private async ValueTask GrowAsync(int length, CancellationToken cancellationToken)
    {
        var since = Interlocked.Exchange(ref receivingSince, NotReceiving);
        var waitedFrom = clock.GetTimestamp();
        // The pool's buffers are powers of two: this is what the message costs.
        var size = buffer.Length * 2;
        await memory.TakeAsync(size - taken, cancellationToken);
        taken = size;
        var larger = ArrayPool<byte>.Shared.Rent(size);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
        var now = clock.GetTimestamp();
        Interlocked.Exchange(ref receivingSince, since == NotReceiving ? now : since + (now - waitedFrom));
    }

    /// <summary>Returns the memory: one large message must not cost it for the rest of the connection.</summary>
    private void Reset()
    {
        if (taken > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
            memory.Give(taken);
            taken = 0;
        }

        Interlocked.Exchange(ref receivingSince, NotReceiving);
        memory.EndTurn();
    }
}

/// <summary>What was received over a socket.</summary>
internal enum ReceivedKind
{
    /// <summary>A text message.</summary>
    Text,

    /// <summary>A text message that is too long; its bytes were discarded.</summary>
    LongText,

    /// <summary>A binary frame.</summary>
    Frame,

    /// <summary>A binary frame that was unwanted when it started; its bytes were discarded.</summary>
    UnwantedFrame,

    /// <summary>A message over the size limit of frames; the rest of it was not read.</summary>
    TooLarge,

    /// <summary>The client closes.</summary>
    Close,
}
