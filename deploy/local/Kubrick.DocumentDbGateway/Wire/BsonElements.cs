using System.Buffers.Binary;
using System.Text.Unicode;
using Kubrick.DocumentDbGateway.Errors;
using MongoDB.Bson;

namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>
/// Iterates over the elements of a BSON document in place and validates lengths, terminators, type codes and UTF-8 (bsonspec.org, version 1.1).
/// The DocumentDB extension parses the same bytes in C, so it must only receive valid documents.
/// </summary>
internal ref struct BsonElements
{
    private readonly ReadOnlySpan<byte> document;
    private int position;

    /// <summary>Starts at the first element of a document that fills the bytes exactly.</summary>
    /// <exception cref="MongoException"><see cref="MongoErrorCode.InvalidBSON"/>.</exception>
    public BsonElements(ReadOnlySpan<byte> document)
    {
        if (document.Length < 5 || BinaryPrimitives.ReadInt32LittleEndian(document) != document.Length || document[^1] != 0)
        {
            throw Invalid("a document's length is wrong");
        }

        this.document = document;
        position = 4;
    }

    /// <summary>The type of the current element.</summary>
    public BsonType Type { get; private set; }

    /// <summary>The current element's name, as UTF-8 without the terminator.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The offset of its value in the document.</summary>
    public int ValueStart { get; private set; }

    /// <summary>The bytes of its value.</summary>
    public readonly ReadOnlySpan<byte> Value => document[ValueStart..position];

    /// <summary>Moves to the next element; false at the end of the document.</summary>
    /// <exception cref="MongoException"><see cref="MongoErrorCode.InvalidBSON"/>.</exception>
    public bool MoveNext()
    {
        var type = document[position++];
        if (type == 0)
        {
            return position == document.Length ? false : throw Invalid("a document ends before its length");
        }

        Type = (BsonType)type;
        Name = ReadCString();
        ValueStart = position;
        Skip(ValueLength());
        return true;
    }

    /// <summary>Whether a value of this type is a document or an array.</summary>
    public static bool IsContainer(BsonType type) => type is BsonType.Document or BsonType.Array;

    /// <summary>The text of a string value, without its length and terminator.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> value) => value[4..^1];

    /// <summary>The document of a code-with-scope value.</summary>
    public static ReadOnlySpan<byte> Scope(ReadOnlySpan<byte> value) => value[(8 + BinaryPrimitives.ReadInt32LittleEndian(value[4..]))..];

    private int ValueLength() => Type switch
    {
        BsonType.Double or BsonType.DateTime or BsonType.Timestamp or BsonType.Int64 => 8,
        BsonType.String or BsonType.JavaScript or BsonType.Symbol => StringLength(position),
        BsonType.Document or BsonType.Array => DeclaredLength(position, atLeast: 5),
        BsonType.Binary => BinaryLength(),
        BsonType.Undefined or BsonType.Null or BsonType.MinKey or BsonType.MaxKey => 0,
        BsonType.ObjectId => 12,
        BsonType.Boolean => BooleanLength(),
        BsonType.RegularExpression => RegularExpressionLength(),
        (BsonType)0x0C => StringLength(position) + 12,
        BsonType.JavaScriptWithScope => CodeWithScopeLength(),
        BsonType.Int32 => 4,
        BsonType.Decimal128 => 16,
        _ => throw Invalid($"type 0x{(int)Type:x2} does not exist"),
    };

    private readonly int StringLength(int at)
    {
        var length = DeclaredLength(at, atLeast: 1);
        Need(at, 4 + length);
        if (document[at + 4 + length - 1] != 0 || !Utf8.IsValid(document.Slice(at + 4, length - 1)))
        {
            throw Invalid("a string is not terminated or not UTF-8");
        }

        return 4 + length;
    }

    private readonly int BinaryLength()
    {
        var length = DeclaredLength(position, atLeast: 0);
        Need(position, 5 + length);
        const byte oldBinary = 2;
        if (document[position + 4] == oldBinary && (length < 4 || DeclaredLength(position + 5, atLeast: 0) != length - 4))
        {
            throw Invalid("the inner length of a binary is wrong");
        }

        return 5 + length;
    }

    private readonly int BooleanLength()
    {
        Need(position, 1);
        return document[position] <= 1 ? 1 : throw Invalid("a boolean is neither 0 nor 1");
    }

    private int RegularExpressionLength()
    {
        var start = position;
        ReadCString();
        ReadCString();
        var length = position - start;
        position = start;
        return length;
    }

    private readonly int CodeWithScopeLength()
    {
        var length = DeclaredLength(position, atLeast: 14);
        Need(position, length);
        var code = StringLength(position + 4);
        return 4 + code + DeclaredLength(position + 4 + code, atLeast: 5) == length ? length : throw Invalid("the length of a code with scope is wrong");
    }

    private readonly int DeclaredLength(int at, int atLeast)
    {
        Need(at, 4);
        var length = BinaryPrimitives.ReadInt32LittleEndian(document[at..]);
        return length >= atLeast && length <= document.Length ? length : throw Invalid("a value's length is wrong");
    }

    private ReadOnlySpan<byte> ReadCString()
    {
        var length = document[position..].IndexOf((byte)0);
        if (length < 0)
        {
            throw Invalid("a name is not terminated");
        }

        var text = document.Slice(position, length);
        if (!Utf8.IsValid(text))
        {
            throw Invalid("a name is not UTF-8");
        }

        position += length + 1;
        return text;
    }

    // The last byte of the document is its terminator and belongs to no value.
    private readonly void Need(int at, int count)
    {
        if (count > document.Length - 1 - at)
        {
            throw Invalid("a value exceeds its document");
        }
    }

    private void Skip(int count)
    {
        Need(position, count);
        position += count;
    }

    private static MongoException Invalid(string why) => new(MongoErrorCode.InvalidBSON, $"Invalid BSON: {why}.");
}
