using System.Collections.Frozen;
using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Kubrick.Recordings.Database;

/// <summary>
/// The fields of one stored document, each read leniently and on its own: a field that cannot be read is null, and is named in <see cref="Defects"/> with what is
/// wrong. Absent and null are the same.
/// </summary>
internal sealed class DocumentFields
{
    /// <summary>The most defects that are named.</summary>
    public const int MaxDefects = 20;

    private readonly Dictionary<string, BsonValue> scalars = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (BsonType Type, IByteBuffer Bytes)> nested = new(StringComparer.Ordinal);
    private readonly string path;
    private readonly List<string> defects;

    private DocumentFields(string path, List<string> defects)
    {
        this.path = path;
        this.defects = defects;
    }

    public IReadOnlyList<string> Defects => defects;

    /// <summary>Reads the named fields of a document. Where the bytes are malformed, it has the fields before the fault.</summary>
    public static DocumentFields Read(IByteBuffer document, FrozenSet<string> names) => new DocumentFields("", []).Take(document, names);

    public bool Has(string name) => scalars.ContainsKey(name) || nested.ContainsKey(name);

    /// <summary>The value of a scalar of any type; null where it is absent or no scalar.</summary>
    public BsonValue? Scalar(string name) => scalars.GetValueOrDefault(name);

    /// <summary>The <c>_id</c>, of whatever type.</summary>
    public BsonValue Id() => nested.TryGetValue("_id", out var found) ? new RawBsonDocument(found.Bytes) : scalars.GetValueOrDefault("_id", BsonNull.Value);

    public string? Text(string name) => Convert(name, LenientValues.Text);

    public double? Number(string name) => Convert<double?>(name, value => LenientValues.Number(value));

    public long? Whole(string name) => Convert<long?>(name, value => LenientValues.Whole(value));

    public bool? Truth(string name) => Convert<bool?>(name, value => LenientValues.Truth(value));

    public DateTimeOffset? Instant(string name) => Convert<DateTimeOffset?>(name, value => LenientValues.Instant(value));

    /// <summary>A value that <paramref name="read"/> understands.</summary>
    public T? Convert<T>(string name, Func<BsonValue, T?> read)
    {
        if (scalars.TryGetValue(name, out var value))
        {
            var converted = read(value);
            if (converted is null)
            {
                Fail(name, Describe(value));
            }

            return converted;
        }

        if (nested.TryGetValue(name, out var found))
        {
            Fail(name, found.Type.ToString());
        }

        return default;
    }

    /// <summary>The bytes of a document; null where it is absent or no document.</summary>
    public IByteBuffer? Bytes(string name) => OfType(name, BsonType.Document);

    /// <summary>An array, unread; null (BSON) where it is absent or no array.</summary>
    public BsonValue Array(string name) => OfType(name, BsonType.Array) is { } bytes ? new RawBsonArray(ReadableBson.AllLevels(bytes).Readable) : BsonNull.Value;

    /// <summary>The fields of a document; null where it is absent or no document.</summary>
    public DocumentFields? Object(string name, FrozenSet<string> names) =>
        OfType(name, BsonType.Document) is { } bytes ? new DocumentFields($"{path}{name}.", defects).Take(bytes, names) : null;

    /// <summary>The first documents of an array; other items are defects.</summary>
    public IReadOnlyList<DocumentFields> Objects(string name, FrozenSet<string> names, int limit)
    {
        var objects = new List<DocumentFields>();
        if (OfType(name, BsonType.Array) is not { } bytes)
        {
            return objects;
        }

        using var reader = StoredDocument.Open(bytes);
        // An array has the bytes of a document whose names are the indexes.
        reader.ReadStartDocument();
        while (reader.ReadBsonType() is var type and not BsonType.EndOfDocument)
        {
            if (objects.Count == limit)
            {
                Fail(name, $"more than {limit} items");
                break;
            }

            reader.SkipName();
            if (type == BsonType.Document)
            {
                objects.Add(new DocumentFields($"{path}{name}.", defects).Take(reader.ReadRawBsonDocument(), names));
            }
            else
            {
                reader.SkipValue();
                Fail(name, $"an item of type {type}");
            }
        }

        return objects;
    }

    /// <summary>The first documents of an array, or the one document that stands in its place.</summary>
    public IReadOnlyList<DocumentFields> OneOrMore(string name, FrozenSet<string> names, int limit) =>
        nested.TryGetValue(name, out var found) && found.Type == BsonType.Document && Object(name, names) is { } one ? [one] : Objects(name, names, limit);

    /// <summary>Records that a field could not be read.</summary>
    public void Fail(string name, string what)
    {
        if (defects.Count < MaxDefects)
        {
            defects.Add($"{path}{name} ({what})");
        }
    }

    private DocumentFields Take(IByteBuffer document, FrozenSet<string> names)
    {
        try
        {
            using var reader = StoredDocument.Open(document);
            reader.ReadStartDocument();
            while (reader.ReadBsonType() is var type and not BsonType.EndOfDocument)
            {
                TakeField(reader, type, names);
            }
        }
        catch (Exception exception)
        {
            // The bytes are malformed; a server does not store such a document.
            Fail("document", exception.GetType().Name);
        }

        return this;
    }

    private void TakeField(BsonBinaryReader reader, BsonType type, FrozenSet<string> names)
    {
        var name = reader.ReadName();
        if (type is BsonType.Null or BsonType.Undefined || !names.Contains(name) || Has(name))
        {
            reader.SkipValue();
            return;
        }

        switch (type)
        {
            case BsonType.Document:
                nested[name] = (type, reader.ReadRawBsonDocument());
                break;
            case BsonType.Array:
                nested[name] = (type, reader.ReadRawBsonArray());
                break;
            case BsonType.JavaScriptWithScope:
                reader.SkipValue();
                Fail(name, type.ToString());
                break;
            default:
                scalars[name] = StoredDocument.ReadValue(reader);
                break;
        }
    }

    private IByteBuffer? OfType(string name, BsonType type)
    {
        if (nested.TryGetValue(name, out var found) && found.Type == type)
        {
            return found.Bytes;
        }

        if (Has(name))
        {
            Fail(name, (scalars.GetValueOrDefault(name)?.BsonType ?? found.Type).ToString());
        }

        return null;
    }

    private static string Describe(BsonValue value) =>
        value is BsonString { Value: var text } ? $"'{(text.Length <= 40 ? text : text.Cut(40) + "…")}'" : value.BsonType.ToString();
}
