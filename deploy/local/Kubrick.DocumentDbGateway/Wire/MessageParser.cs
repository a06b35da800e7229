using System.Buffers.Binary;
using System.Text;
using Kubrick.DocumentDbGateway.Commands;
using Kubrick.DocumentDbGateway.Errors;

namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>Takes messages apart: which document is the command, and which documents came beside it.</summary>
internal static class MessageParser
{
    private const int ChecksumPresent = 1;
    private const int MoreToCome = 1 << 1;
    private const int RequiredFlags = 0xFFFF;
    private const byte CommandSection = 0;
    private const byte SequenceSection = 1;

    /// <summary>Whether the client waits for an answer to this message (OP_MSG, flag moreToCome).</summary>
    public static bool IsAnswered(WireMessage message) =>
        message.OpCode == OpCode.Query || (BinaryPrimitives.ReadInt32LittleEndian(message.Body.Span) & MoreToCome) == 0;

    /// <summary>Checks the frame, so that nothing after it has to doubt the positions.</summary>
    /// <exception cref="WireFormatException">The body is no body of its message type.</exception>
    public static void CheckFrame(WireMessage message)
    {
        if (message.Body.Length < 4)
        {
            throw new WireFormatException("A message without a body.");
        }

        var flags = BinaryPrimitives.ReadInt32LittleEndian(message.Body.Span);
        var unknown = flags & RequiredFlags & ~(ChecksumPresent | MoreToCome);
        if (message.OpCode == OpCode.Message && (unknown != 0 || ((flags & ChecksumPresent) != 0 && message.Body.Length < 8)))
        {
            throw new WireFormatException($"Flags 0x{flags:x} are not known, or the checksum they promise is missing.");
        }
    }

    /// <summary>The command of a message whose frame was checked.</summary>
    /// <exception cref="MongoException">The message is not built as a command.</exception>
    public static CommandRequest Parse(WireMessage message) => message.OpCode == OpCode.Query ? ParseQuery(message.Body) : ParseMessage(message.Body);

    private static CommandRequest ParseMessage(ReadOnlyMemory<byte> body)
    {
        var flags = BinaryPrimitives.ReadInt32LittleEndian(body.Span);
        var rest = body[4..((flags & ChecksumPresent) != 0 ? ^4 : ^0)];
        ReadOnlyMemory<byte>? command = null, sequence = null;
        var sequenceName = "";
        while (!rest.IsEmpty)
        {
            var kind = rest.Span[0];
            var length = rest.Length < 5 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(rest.Span[1..]);
            if (length < 5 || length > rest.Length - 1)
            {
                throw Malformed("a section's length is wrong");
            }

            var section = rest.Slice(1, length);
            rest = rest[(1 + length)..];
            switch (kind)
            {
                case CommandSection when command is null:
                    command = section;
                    break;
                case SequenceSection when sequence is null:
                    (sequenceName, sequence) = ParseSequence(section);
                    break;
                default:
                    throw Malformed("it has a section twice or of an unknown kind");
            }
        }

        return CommandRequest.Create(command ?? throw Malformed("it has no command"), sequenceName, sequence, database: null);
    }

    private static (string Name, ReadOnlyMemory<byte> Documents) ParseSequence(ReadOnlyMemory<byte> section)
    {
        var name = section[4..];
        var end = name.Span.IndexOf((byte)0);
        return end < 0 ? throw Malformed("a sequence has no name") : (Encoding.UTF8.GetString(name.Span[..end]), name[(end + 1)..]);
    }

    // Flags, the collection's full name, two numbers, the document: what drivers shake hands with.
    private static CommandRequest ParseQuery(ReadOnlyMemory<byte> body)
    {
        var name = body[4..];
        var end = name.Span.IndexOf((byte)0);
        if (end < 0 || name.Length < end + 1 + 8 + 5)
        {
            throw Malformed("an old query is cut off");
        }

        var full = Encoding.UTF8.GetString(name.Span[..end]);
        const string commands = ".$cmd";
        if (!full.EndsWith(commands, StringComparison.Ordinal))
        {
            throw new MongoException(MongoErrorCode.UnsupportedOpQueryCommand, "Queries of the old protocol are not supported.");
        }

        var document = name[(end + 1 + 8)..];
        var length = BinaryPrimitives.ReadInt32LittleEndian(document.Span);
        return length < 5 || length > document.Length
            ? throw Malformed("an old query's document has a wrong length")
            : CommandRequest.Create(document[..length], "", null, full[..^commands.Length]);
    }

    private static MongoException Malformed(string why) => new(MongoErrorCode.FailedToParse, $"The message is malformed: {why}.");
}
