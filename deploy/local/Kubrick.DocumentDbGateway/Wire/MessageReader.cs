using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>
/// Reads messages from a stream. Buffers grow with the received bytes, not with the length that a header announces.
/// </summary>
internal sealed class MessageReader(Stream stream, TimeSpan arrival, TimeProvider time)
{
    /// <summary>The length of a message header in bytes.</summary>
    public const int HeaderLength = 16;

    private readonly PipeReader pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 32 * 1024, leaveOpen: true));

    /// <summary>Reads the next message; null when the client closed the connection between two messages.</summary>
    /// <exception cref="WireFormatException">The header is invalid, the connection ended inside a message, or the rest of a message did not arrive in time.</exception>
    public async ValueTask<WireMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        var first = await pipe.ReadAtLeastAsync(1, cancellationToken);
        if (first.Buffer.IsEmpty)
        {
            return null;
        }

        pipe.AdvanceTo(first.Buffer.Start, first.Buffer.Start);
        using var late = new CancellationTokenSource(arrival, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await ReadWholeAsync(both.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new WireFormatException("The rest of a message did not arrive in time.");
        }
    }

    private async ValueTask<WireMessage> ReadWholeAsync(CancellationToken cancellationToken)
    {
        var header = await ReadAtLeastAsync(HeaderLength, cancellationToken);
        var (length, requestId, opCode) = ParseHeader(header);
        pipe.AdvanceTo(header.Start, header.Start);

        var whole = await ReadAtLeastAsync(length, cancellationToken);
        var body = whole.Slice(HeaderLength, length - HeaderLength).ToArray();
        pipe.AdvanceTo(whole.GetPosition(length));
        return new WireMessage(requestId, opCode, body);
    }

    private async ValueTask<ReadOnlySequence<byte>> ReadAtLeastAsync(int count, CancellationToken cancellationToken)
    {
        var result = await pipe.ReadAtLeastAsync(count, cancellationToken);
        return result.Buffer.Length >= count ? result.Buffer : throw new WireFormatException("The connection ended inside a message.");
    }

    private static (int Length, int RequestId, OpCode OpCode) ParseHeader(ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        buffer.Slice(0, HeaderLength).CopyTo(header);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < HeaderLength or > WireLimits.Message)
        {
            throw new WireFormatException($"The message length {length} is not between {HeaderLength} and {WireLimits.Message}.");
        }

        var opCode = (OpCode)BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        if (opCode is not (OpCode.Message or OpCode.Query))
        {
            throw new WireFormatException($"Messages of type {(int)opCode} are not supported.");
        }

        return (length, BinaryPrimitives.ReadInt32LittleEndian(header[4..]), opCode);
    }
}
