using System.Buffers.Binary;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Kubrick.Recordings.Database;

/// <summary>
/// Makes stored bytes readable for the driver, which throws at values that servers store: a DBPointer, a binary whose length contradicts its subtype, such as a UUID that has not 16
/// bytes, and a boolean that is neither 0 nor 1. The first two become binaries of the user's subtype with the same length, so nothing moves. Malformed bytes are left as they are.
/// </summary>
internal static class ReadableBson
{
    private const byte UserDefined = 0x80;

    /// <summary>The document, or a copy in which the values of its own level are replaced; nested documents are as they were.</summary>
    public static IByteBuffer Level(IByteBuffer document) => Of(document, isDeep: false).Readable;

    /// <summary>The document, or a copy in which the values of all levels are replaced.</summary>
    /// <returns>The readable document, how many values are replaced, and its levels.</returns>
    public static (IByteBuffer Readable, int Replaced, int Levels) AllLevels(IByteBuffer document) => Of(document, isDeep: true);

    private static (IByteBuffer Readable, int Replaced, int Levels) Of(IByteBuffer document, bool isDeep)
    {
        var stored = document.AccessBackingBytes(0);
        var bytes = stored.Count >= document.Length ? stored[..document.Length] : StoredDocument.Copy(document).AccessBackingBytes(0);
        byte[]? copy = null;
        var replaced = 0;
        var elements = new BsonScan(bytes, isDeep);
        while (elements.MoveNext())
        {
            if (IsReadable(bytes, elements.Type, elements.Value))
            {
                continue;
            }

            copy ??= [.. bytes];
            replaced++;
            Replace(copy, elements);
        }

        return (copy is null ? document : new ByteArrayBuffer(copy, isReadOnly: true), replaced, elements.Levels);
    }

    private static bool IsReadable(ReadOnlySpan<byte> bytes, BsonType type, int value) => type switch
    {
        BsonScan.DBPointer => false,
        BsonType.Boolean => bytes[value] <= 1,
        BsonType.Binary => (BsonBinarySubType)bytes[value + 4] switch
        {
            BsonBinarySubType.UuidLegacy or BsonBinarySubType.UuidStandard => Length(bytes, value) == 16,
            // The oldest subtype has its length twice.
            (BsonBinarySubType)2 => Length(bytes, value) >= 4 && Length(bytes, value + 5) == Length(bytes, value) - 4,
            _ => true,
        },
        _ => true,
    };

    private static void Replace(Span<byte> bytes, BsonScan element)
    {
        switch (element.Type)
        {
            case BsonType.Boolean:
                bytes[element.Value] = 1;
                return;
            case BsonScan.DBPointer:
                // A binary has the length of its bytes and its subtype before them.
                bytes[element.Start] = (byte)BsonType.Binary;
                BinaryPrimitives.WriteInt32LittleEndian(bytes[element.Value..], element.End - element.Value - 5);
                break;
        }

        bytes[element.Value + 4] = UserDefined;
    }

    private static int Length(ReadOnlySpan<byte> bytes, int position) => BinaryPrimitives.ReadInt32LittleEndian(bytes[position..]);
}
