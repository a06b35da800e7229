using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace Kubrick.Recordings.Database;

/// <summary>Reads the bytes of one document field by field. Unlike <see cref="BsonDocument"/>, it accepts duplicate names, invalid UTF-8 and any depth.</summary>
internal static class StoredDocument
{
    private static readonly FrozenSet<string> IdName = ["_id"];

    private static readonly BsonBinaryReaderSettings Settings = new()
    {
        // Invalid bytes are read as U+FFFD instead of failing the whole document.
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false),
        MaxDocumentSize = int.MaxValue,
    };

    /// <summary>The bytes in an array: the driver's own buffers are pooled, and every part of them has to be released.</summary>
    public static IByteBuffer Copy(IByteBuffer document)
    {
        var bytes = new byte[document.Length];
        document.GetBytes(0, bytes, 0, bytes.Length);
        return new ByteArrayBuffer(bytes, isReadOnly: true);
    }

    /// <summary>A reader that can read every value on the document's own level, or skip it.</summary>
    public static BsonBinaryReader Open(IByteBuffer document) => new(new ByteBufferStream(ReadableBson.Level(document)), Settings);

    /// <summary>The value at the reader's position.</summary>
    public static BsonValue ReadValue(IBsonReader reader) => BsonValueSerializer.Instance.Deserialize(BsonDeserializationContext.CreateRoot(reader));

    /// <summary>A whole document of a known depth. Of duplicate names the last one counts.</summary>
    public static BsonDocument ReadDocument(IByteBuffer document)
    {
        using var reader = Open(document);
        var found = BsonDocumentSerializer.Instance.Deserialize(BsonDeserializationContext.CreateRoot(reader, builder => builder.AllowDuplicateElementNames = true));
        return WithoutDuplicates(found);
    }

    /// <summary>The <c>_id</c>; null (BSON) where there is none.</summary>
    public static BsonValue IdOf(IByteBuffer document) => DocumentFields.Read(document, IdName).Id();

    /// <summary>The stored types of the top-level fields; of duplicate names the first one counts.</summary>
    public static Dictionary<string, BsonType> TypesOf(IByteBuffer document)
    {
        var types = new Dictionary<string, BsonType>(StringComparer.Ordinal);
        var elements = new BsonScan(BytesOf(document), isDeep: false);
        while (elements.MoveNext())
        {
            types.TryAdd(Encoding.UTF8.GetString(elements.Name), elements.Type);
        }

        return types;
    }

    /// <summary>The stored type and bytes of a top-level field; null where it is absent.</summary>
    public static (BsonType Type, byte[] Value)? ContentOf(IByteBuffer document, ReadOnlySpan<byte> name)
    {
        var elements = new BsonScan(BytesOf(document), isDeep: false);
        while (elements.MoveNext())
        {
            if (elements.Name.SequenceEqual(name))
            {
                return elements.Content;
            }
        }

        return null;
    }

    /// <summary>The type of a top-level field, and its value if it is a scalar.</summary>
    public static (BsonType? Type, BsonValue? Value) ScalarOf(IByteBuffer document, string name) =>
        TypesOf(document).TryGetValue(name, out var type) ? (type, DocumentFields.Read(document, [name]).Scalar(name)) : (null, null);

    /// <summary>A top-level array, unread.</summary>
    public static BsonValue ArrayOf(IByteBuffer document, string name) => DocumentFields.Read(document, [name]).Array(name);

    /// <summary>A copy with another <c>_id</c>, and the old one as <c>formerId</c>. All other bytes are the same.</summary>
    public static byte[] WithId(IByteBuffer document, ObjectId id)
    {
        using var copy = new MemoryStream();
        copy.Write(new byte[sizeof(int)]);
        WriteField(copy, BsonType.ObjectId, "_id"u8, id.ToByteArray());
        var stored = BytesOf(document);
        var elements = new BsonScan(stored, isDeep: false);
        while (elements.MoveNext())
        {
            if (elements.Name.SequenceEqual("_id"u8))
            {
                WriteField(copy, elements.Type, "formerId"u8, elements.Content.Value);
            }
            else
            {
                copy.Write(stored[elements.Start..elements.End]);
            }
        }

        if (elements.IsMalformed)
        {
            throw new FormatException("The stored document is malformed.");
        }

        copy.WriteByte(0);
        BinaryPrimitives.WriteInt32LittleEndian(copy.GetBuffer(), (int)copy.Length);
        return copy.ToArray();
    }

    private static void WriteField(MemoryStream target, BsonType type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        target.WriteByte((byte)type);
        target.Write(name);
        target.WriteByte(0);
        target.Write(value);
    }

    private static ReadOnlySpan<byte> BytesOf(IByteBuffer document) => document.AccessBackingBytes(0).AsSpan(0, document.Length);

    private static BsonDocument WithoutDuplicates(BsonDocument document)
    {
        var unique = new BsonDocument();
        foreach (var element in document)
        {
            unique.Set(element.Name, Unique(element.Value));
        }

        return unique;
    }

    private static BsonValue Unique(BsonValue value) => value switch
    {
        BsonDocument inner => WithoutDuplicates(inner),
        BsonArray array => new BsonArray(array.Select(Unique)),
        _ => value,
    };
}
