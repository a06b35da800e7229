using System.Buffers.Binary;
using System.Text;
using Kubrick.DocumentDbGateway.Errors;

namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>Splits messages into the command document and its document sequence.</summary>
internal static class MessageParser
{
    private const int ChecksumPresent = 1;
    private const int MoreToCome = 1 << 1;
    private const int RequiredFlags = 0xFFFF;
    private const byte CommandSection = 0;
    private const byte SequenceSection = 1;

    /// <summary>Whether the client expects a reply (OP_MSG without the flag moreToCome, or OP_QUERY).</summary>
    public static bool ExpectsReply(WireMessage message) =>
        message.OpCode == OpCode.Query || (BinaryPrimitives.ReadInt32LittleEndian(message.Body.Span) & MoreToCome) == 0;

    /// <summary>Validates flags and minimum length, so that later reads stay inside the body.</summary>
    /// <exception cref="WireFormatException">The body is invalid for its message type.</exception>
    public static void CheckFrame(WireMessage message)
    {
        if (message.Body.Length < 4)
        {
            throw new WireFormatException("The message has no body.");
        }

        var flags = BinaryPrimitives.ReadInt32LittleEndian(message.Body.Span);
        var unknown = flags & RequiredFlags & ~(ChecksumPresent | MoreToCome);
        if (message.OpCode == OpCode.Message && (unknown != 0 || ((flags & ChecksumPresent) != 0 && message.Body.Length < 8)))
        {
            throw new WireFormatException($"Flags 0x{flags:x} are unknown, or the announced checksum is missing.");
        }
    }

    /// <summary>Extracts the command from a message that passed <see cref="CheckFrame"/>.</summary>
    /// <exception cref="MongoException">The message does not contain a command.</exception>
    public static CommandSections Parse(WireMessage message) => message.OpCode == OpCode.Query ? ParseQuery(message.Body) : ParseMessage(message.Body);

    private static CommandSections ParseMessage(ReadOnlyMemory<byte> body)
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
                    throw Malformed("a section is repeated or of an unknown kind");
            }
        }

        return new CommandSections(command ?? throw Malformed("it has no command"), sequenceName, sequence, Database: null);
    }

    private static (string Name, ReadOnlyMemory<byte> Documents) ParseSequence(ReadOnlyMemory<byte> section)
    {
        var name = section[4..];
        var end = name.Span.IndexOf((byte)0);
        return end < 0 ? throw Malformed("a sequence has no name") : (Encoding.UTF8.GetString(name.Span[..end]), name[(end + 1)..]);
    }

    // Flags, full collection name, two numbers, document. Drivers start the handshake with this message.
    private static CommandSections ParseQuery(ReadOnlyMemory<byte> body)
    {
        var name = body[4..];
        var end = name.Span.IndexOf((byte)0);
        if (end < 0 || name.Length < end + 1 + 8 + 5)
        {
            throw Malformed("an OP_QUERY is truncated");
        }

        var full = Encoding.UTF8.GetString(name.Span[..end]);
        const string commands = ".$cmd";
        if (!full.EndsWith(commands, StringComparison.Ordinal))
        {
            throw new MongoException(MongoErrorCode.UnsupportedOpQueryCommand, "OP_QUERY is supported only for commands.");
        }

        var document = name[(end + 1 + 8)..];
        var length = BinaryPrimitives.ReadInt32LittleEndian(document.Span);
        return length < 5 || length > document.Length
            ? throw Malformed("the document of an OP_QUERY has a wrong length")
            : new CommandSections(document[..length], "", null, full[..^commands.Length]);
    }

    private static MongoException Malformed(string why) => new(MongoErrorCode.FailedToParse, $"The message is malformed: {why}.");
}
