using System.Buffers.Binary;
using Kubrick.Recordings.Database;
using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Existing;

/// <summary>Documents with values that servers store, and that the driver neither reads nor writes.</summary>
internal static class RawBson
{
    private const BsonBinarySubType Placeholder = (BsonBinarySubType)0xF0;

    /// <summary>Stands for a DBPointer.</summary>
    public static readonly BsonBinaryData Pointer = new(new byte[16], Placeholder);

    /// <summary>Stands for a UUID of three bytes.</summary>
    public static readonly BsonBinaryData ShortUuid = new([1, 2, 3], Placeholder);

    /// <summary>Stands for a UUID of four bytes, as old drivers store them.</summary>
    public static readonly BsonBinaryData ShortLegacyUuid = new([1, 2, 3, 4], Placeholder);

    /// <summary>The document with the values that are meant.</summary>
    public static RawBsonDocument Of(BsonDocument document)
    {
        var bytes = document.ToBson();
        var elements = new BsonScan(bytes, isDeep: true);
        while (elements.MoveNext())
        {
            if (elements.Type != BsonType.Binary || bytes[elements.Value + 4] != (byte)Placeholder)
            {
                continue;
            }

            switch (elements.End - elements.Value - 5)
            {
                case 16:
                    bytes[elements.Start] = (byte)BsonScan.DBPointer;
                    // The name of a collection with its length, and an id.
                    BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(elements.Value), 5);
                    "db.c\0"u8.CopyTo(bytes.AsSpan(elements.Value + 4));
                    break;
                case 3:
                    bytes[elements.Value + 4] = (byte)BsonBinarySubType.UuidStandard;
                    break;
                default:
                    bytes[elements.Value + 4] = (byte)BsonBinarySubType.UuidLegacy;
                    break;
            }
        }

        return new RawBsonDocument(bytes);
    }
}
