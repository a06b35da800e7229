using System.Text;

namespace Kubrick.Functional.Tests;

/// <summary>One field of a message in the protobuf wire format. The values of varints are skipped.</summary>
internal sealed record ProtobufField(int Number, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public static IEnumerable<ProtobufField> Of(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var length = (key & 7) switch
            {
                0 => Skip(message, ref at),
                1 => 8,
                5 => 4,
                2 => (int)Varint(message, ref at),
                var type => throw new InvalidDataException($"Wire type {type}."),
            };
            yield return new ProtobufField((int)(key >> 3), message.Slice(at, length));
            at += length;
        }
    }

    private static int Skip(ReadOnlyMemory<byte> message, ref int at)
    {
        Varint(message, ref at);
        return 0;
    }

    private static ulong Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message.Span[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
