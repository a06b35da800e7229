using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>
/// Takes messages from a stream. Memory grows with the bytes that really came, never with the length that a header claims.
/// </summary>
internal sealed class MessageReader(Stream stream, TimeSpan arrival, TimeProvider time)
{
    /// <summary>Bytes of a message's header.</summary>
    public const int HeaderLength = 16;

    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 32 * 1024, leaveOpen: true));

    /// <summary>The next message, or null when the client has closed the connection between two messages.</summary>
    /// <exception cref="WireFormatException">The header is not one, or the connection ended inside a message, or the rest did not come in time.</exception>
    public async ValueTask<WireMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        var first = await _pipe.ReadAtLeastAsync(1, cancellationToken);
        if (first.Buffer.IsEmpty)
        {
            return null;
        }

        _pipe.AdvanceTo(first.Buffer.Start, first.Buffer.Start);
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
        _pipe.AdvanceTo(header.Start, header.Start);

        var whole = await ReadAtLeastAsync(length, cancellationToken);
        var body = whole.Slice(HeaderLength, length - HeaderLength).ToArray();
        _pipe.AdvanceTo(whole.GetPosition(length));
        return new WireMessage(requestId, opCode, body);
    }

    private async ValueTask<ReadOnlySequence<byte>> ReadAtLeastAsync(int count, CancellationToken cancellationToken)
    {
        var result = await _pipe.ReadAtLeastAsync(count, cancellationToken);
        return result.Buffer.Length >= count ? result.Buffer : throw new WireFormatException("The connection ended inside a message.");
    }

    private static (int Length, int RequestId, OpCode OpCode) ParseHeader(ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        buffer.Slice(0, HeaderLength).CopyTo(header);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < HeaderLength or > WireLimits.Message)
        {
            throw new WireFormatException($"A message of {length} bytes is outside of {HeaderLength} to {WireLimits.Message}.");
        }

        var opCode = (OpCode)BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        if (opCode is not (OpCode.Message or OpCode.Query))
        {
            throw new WireFormatException($"Messages of type {(int)opCode} are not spoken here.");
        }

        return (length, BinaryPrimitives.ReadInt32LittleEndian(header[4..]), opCode);
    }
}
