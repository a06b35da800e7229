using System.Buffers;
using System.Net.WebSockets;
using Kubrick.Ingest.Memory;

namespace Kubrick.Ingest.Sockets;

/// <summary>
/// Reads whole messages, however they are fragmented. It holds no more than one message of the allowed size, for which it waits until the process has the memory, and
/// of binary messages that nobody wants only their length.
/// </summary>
internal sealed class MessageReader(
    WebSocket socket, MemoryShare memory, Func<ValueTask<bool>> wantsFrame, int maxFrameBytes, int maxTextBytes, TimeProvider clock) : IDisposable
{
    /// <summary>What every socket costs, beside what it takes of the process's memory.</summary>
    private const int SmallBuffer = 4 << 10;

    private const long Nothing = long.MinValue;

    /// <summary>For the byte that makes a message of the largest size too large.</summary>
    private readonly byte[] spare = new byte[1];
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
    private int taken;
    private long comingSince = Nothing;

    /// <summary>For how long a message that holds memory has been coming in; zero while it is the server that makes it wait.</summary>
    public TimeSpan Coming => Interlocked.Read(ref comingSince) is var since and not Nothing ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>The next message; its bytes are valid until the next call.</summary>
    public async ValueTask<(ReceivedKind Kind, ReadOnlyMemory<byte> Bytes)> ReadAsync(CancellationToken cancellationToken)
    {
        LetGo();
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
            // The rest of a text that is too long already is only counted.
            isSkipped |= isText && length > maxTextBytes;
            if (part.EndOfMessage)
            {
                Interlocked.Exchange(ref comingSince, Nothing);
                return (KindOf(isText, isSkipped && length > 0), isSkipped ? default : buffer.AsMemory(0, (int)length));
            }

            if (isSkipped && taken > 0)
            {
                LetGo();
            }
            else if (!isSkipped && length == buffer.Length && length < maxFrameBytes)
            {
                await GrowAsync((int)length, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        LetGo();
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
        var since = Interlocked.Exchange(ref comingSince, Nothing);
        var waitedFrom = clock.GetTimestamp();
        // The pool's buffers come in powers of two: this is what it costs.
        var size = buffer.Length * 2;
        await memory.TakeAsync(size - taken, cancellationToken);
        taken = size;
        var larger = ArrayPool<byte>.Shared.Rent(size);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
        var now = clock.GetTimestamp();
        Interlocked.Exchange(ref comingSince, since == Nothing ? now : since + (now - waitedFrom));
    }

    /// <summary>One large message must not cost its memory for the rest of the connection.</summary>
    private void LetGo()
    {
        if (taken > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
            memory.Give(taken);
            taken = 0;
        }

        Interlocked.Exchange(ref comingSince, Nothing);
        memory.EndTurn();
    }
}
