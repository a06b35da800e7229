using System.Buffers;
using System.Buffers.Binary;

namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>Writes replies: a header, the prefix of the message type, one document.</summary>
internal sealed class MessageWriter(Stream stream)
{
    // OP_MSG: four bytes of flags, section kind 0.
    private static readonly byte[] MessagePrefix = new byte[5];

    // OP_REPLY: flags with AwaitCapable, no cursor, from document 0, one document.
    private static readonly byte[] ReplyPrefix = [8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];

    private int lastId;

    /// <summary>Writes a reply: OP_REPLY to an OP_QUERY, OP_MSG to an OP_MSG.</summary>
    public async ValueTask WriteAsync(WireMessage request, ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        var (opCode, prefix) = request.OpCode == OpCode.Query ? (OpCode.Reply, ReplyPrefix) : (OpCode.Message, MessagePrefix);
        var length = MessageReader.HeaderLength + prefix.Length + document.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer, length);
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(4), ++lastId);
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(8), request.RequestId);
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(12), (int)opCode);
            prefix.CopyTo(buffer, MessageReader.HeaderLength);
            document.Span.CopyTo(buffer.AsSpan(MessageReader.HeaderLength + prefix.Length));
            await stream.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
