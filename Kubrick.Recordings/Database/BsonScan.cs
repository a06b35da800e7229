using System.Buffers.Binary;
using MongoDB.Bson;

namespace Kubrick.Recordings.Database;

/// <summary>
/// Finds the elements of a BSON document in its bytes (bsonspec.org, version 1.1), without reading their values and without recursion. Malformed bytes end it.
/// </summary>
/// <param name="document">The document.</param>
/// <param name="isDeep">Whether the elements of nested documents and arrays follow their own.</param>
internal ref struct BsonScan(ReadOnlySpan<byte> document, bool isDeep)
{
    /// <summary>A type that servers still store, and the driver does not know.</summary>
    public const BsonType DBPointer = (BsonType)0x0C;

    private readonly ReadOnlySpan<byte> document = document;
    private int position = sizeof(int);
    private int open = 1;

    /// <summary>The position of the element.</summary>
    public int Start { get; private set; }

    public BsonType Type { get; private set; }

    /// <summary>The position of its value.</summary>
    public int Value { get; private set; }

    /// <summary>The position behind its value.</summary>
    public int End { get; private set; }

    /// <summary>The levels found so far.</summary>
    public int Levels { get; private set; } = 1;

    /// <summary>Whether it ended before the document did.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Its name as UTF-8.</summary>
    public readonly ReadOnlySpan<byte> Name => document[(Start + 1)..(Value - 1)];

    /// <summary>Its type and its value.</summary>
    public readonly (BsonType Type, byte[] Value) Content => (Type, document[Value..End].ToArray());

    /// <summary>Moves to the next element.</summary>
    /// <returns>False at the end, and where the bytes are malformed.</returns>
    public bool MoveNext()
    {
        while (open > 0 && position < document.Length)
        {
            Start = position;
            Type = (BsonType)document[position++];
            if (Type == BsonType.EndOfDocument)
            {
                open--;
                continue;
            }

            if (Text(position) is not { } value || ValueLength(value) is not (>= 0 and var length) || length > document.Length - value)
            {
                break;
            }

            (Value, End) = (value, value + length);
            position = isDeep && Nested() is { } nested && nested <= End - 5 ? Enter(nested) : End;
            return true;
        }

        IsMalformed |= open > 0;
        open = 0;
        return false;
    }

    private int Enter(int nested)
    {
        Levels = Math.Max(Levels, ++open);
        return nested + sizeof(int);
    }

    /// <summary>The position of a document inside the value.</summary>
    private readonly int? Nested() => Type switch
    {
        BsonType.Document or BsonType.Array => Value,
        BsonType.JavaScriptWithScope when Length(Value + 4) is >= 0 and var code && code < End - Value => Value + 8 + code,
        _ => null,
    };

    private readonly int? ValueLength(int value) => Type switch
    {
        BsonType.Undefined or BsonType.Null or BsonType.MinKey or BsonType.MaxKey => 0,
        BsonType.Boolean => 1,
        BsonType.Int32 => 4,
        BsonType.Double or BsonType.DateTime or BsonType.Timestamp or BsonType.Int64 => 8,
        BsonType.ObjectId => 12,
        BsonType.Decimal128 => 16,
        BsonType.String or BsonType.JavaScript or BsonType.Symbol => Declared(value, more: 4),
        BsonType.Document or BsonType.Array or BsonType.JavaScriptWithScope => Declared(value, more: 0),
        BsonType.Binary => Declared(value, more: 5),
        DBPointer => Declared(value, more: 16),
        BsonType.RegularExpression => Text(value) is { } options && Text(options) is { } end ? end - value : null,
        _ => null,
    };

    private readonly int? Declared(int value, int more) => Length(value) is >= 0 and var length && length <= document.Length ? length + more : null;

    private readonly int? Length(int at) => at <= document.Length - sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(document[at..]) : null;

    /// <summary>The position after a text that ends with NUL.</summary>
    private readonly int? Text(int at) => at <= document.Length && document[at..].IndexOf((byte)0) is >= 0 and var length ? at + length + 1 : null;
}
