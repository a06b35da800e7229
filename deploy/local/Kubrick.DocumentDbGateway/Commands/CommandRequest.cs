using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Kubrick.DocumentDbGateway.Errors;
using Kubrick.DocumentDbGateway.Wire;
using MongoDB.Bson;

namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>A received command: its validated bytes and the fields common to all commands.</summary>
internal sealed class CommandRequest
{
    private static readonly SearchValues<char> NotInDatabaseNames = SearchValues.Create("/\\. \"$\0");
    private static readonly string[] SequenceNames = ["documents", "updates", "deletes"];

    private CommandRequest(ReadOnlyMemory<byte> document, ReadOnlyMemory<byte>? sequence)
    {
        Document = document;
        Sequence = sequence;
    }

    /// <summary>The command's name: the name of the document's first element.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The database that the command runs in.</summary>
    public string Database { get; private set; } = "";

    /// <summary>The first element's value if it is a string: usually the collection.</summary>
    public string? Target { get; private set; }

    /// <summary>The first element's value if it is a number: a cursor's id.</summary>
    public long? TargetNumber { get; private set; }

    /// <summary>The command document.</summary>
    public ReadOnlyMemory<byte> Document { get; }

    /// <summary>The document sequence; null without one.</summary>
    public ReadOnlyMemory<byte>? Sequence { get; }

    /// <summary>The number of documents in the sequence.</summary>
    public int SequenceCount { get; private set; }

    /// <summary>The session id in hexadecimal digits; null without a session.</summary>
    public string? Session { get; private set; }

    /// <summary>The <c>txnNumber</c> of the transaction or retryable write; null without one.</summary>
    public long? TransactionNumber { get; private set; }

    /// <summary>Whether the command is part of a transaction (<c>autocommit: false</c>).</summary>
    public bool InTransaction { get; private set; }

    /// <summary>Whether the command starts its transaction.</summary>
    public bool StartsTransaction { get; private set; }

    /// <summary>
    /// The id that makes a retried write idempotent; null if the client did not request a retryable write.
    /// DocumentDB stores it for commands with one statement.
    /// </summary>
    public string? RetryId => Session is { } session && TransactionNumber is { } number && !InTransaction ? $"{session}:{number}" : null;

    /// <summary>Reads and validates a command from untrusted bytes.</summary>
    /// <exception cref="MongoException">The bytes are not a valid command.</exception>
    public static CommandRequest Create(CommandSections sections)
    {
        var (document, sequenceName, sequence, database) = sections;
        if (document.Length > WireLimits.Command)
        {
            throw new MongoException(MongoErrorCode.BSONObjectTooLarge, $"A command of {document.Length} bytes is larger than {WireLimits.Command}.");
        }

        BsonChecker.Check(document.Span);
        var request = new CommandRequest(document, sequence) { Database = database ?? "" };
        if (sequence is { } documents)
        {
            request.SequenceCount = CheckSequence(sequenceName, documents.Span);
        }

        request.ReadFields();
        return request;
    }

    /// <summary>The collection that the command names.</summary>
    /// <exception cref="MongoException"><see cref="MongoErrorCode.InvalidNamespace"/> if it names none.</exception>
    public string Collection() => string.IsNullOrEmpty(Target) ? throw new MongoException(MongoErrorCode.InvalidNamespace, $"{Name} needs the name of a collection.") : Target;

    /// <summary>Parses the whole command document.</summary>
    public RawBsonDocument Read() => new(Document.ToArray());

    private static int CheckSequence(string name, ReadOnlySpan<byte> documents)
    {
        if (!SequenceNames.Contains(name))
        {
            throw new MongoException(MongoErrorCode.FailedToParse, "No command takes a document sequence of this name.");
        }

        var count = BsonChecker.CheckSequence(documents);
        return count is > 0 and <= WireLimits.WriteBatch
            ? count
            : throw new MongoException(MongoErrorCode.BadValue, $"A write takes 1 to {WireLimits.WriteBatch} statements, not {count}.");
    }

    private void ReadFields()
    {
        var elements = new BsonElements(Document.Span);
        if (!elements.MoveNext())
        {
            throw new MongoException(MongoErrorCode.FailedToParse, "The command is empty.");
        }

        Name = Encoding.UTF8.GetString(elements.Name);
        Target = elements.Type == BsonType.String ? Encoding.UTF8.GetString(BsonElements.Text(elements.Value)) : null;
        TargetNumber = Number(elements.Type, elements.Value);
        while (elements.MoveNext())
        {
            ReadField(ref elements);
        }

        CheckNames();
        if (InTransaction && (Session is null || TransactionNumber is null))
        {
            throw new MongoException(MongoErrorCode.FailedToParse, "A command in a transaction needs lsid and txnNumber.");
        }
    }

    private void ReadField(ref BsonElements elements)
    {
        if (elements.Name.SequenceEqual("$db"u8) && elements.Type == BsonType.String)
        {
            Database = Encoding.UTF8.GetString(BsonElements.Text(elements.Value));
        }
        else if (elements.Name.SequenceEqual("lsid"u8) && elements.Type == BsonType.Document)
        {
            Session = SessionId(elements.Value);
        }
        else if (elements.Name.SequenceEqual("txnNumber"u8))
        {
            TransactionNumber = Number(elements.Type, elements.Value);
        }
        else if (elements.Name.SequenceEqual("autocommit"u8) && elements.Type == BsonType.Boolean)
        {
            InTransaction = elements.Value[0] == 0;
        }
        else if (elements.Name.SequenceEqual("startTransaction"u8) && elements.Type == BsonType.Boolean)
        {
            StartsTransaction = elements.Value[0] == 1;
        }
    }

    // MongoDB's rules. The names become arguments of SQL functions, which do not accept NUL.
    private void CheckNames()
    {
        if (Database.Length is 0 or > 63 || Database.AsSpan().ContainsAny(NotInDatabaseNames))
        {
            throw new MongoException(MongoErrorCode.InvalidNamespace, "The database name is missing or not allowed.");
        }

        if (Target is { } target && (target.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(target) > 235))
        {
            throw new MongoException(MongoErrorCode.InvalidNamespace, "The collection name is not allowed.");
        }
    }

    private static string? SessionId(ReadOnlySpan<byte> lsid)
    {
        var elements = new BsonElements(lsid);
        while (elements.MoveNext())
        {
            if (elements.Name.SequenceEqual("id"u8) && elements.Type == BsonType.Binary && elements.Value.Length == 5 + 16)
            {
                return Convert.ToHexStringLower(elements.Value[5..]);
            }
        }

        return null;
    }

    private static long? Number(BsonType type, ReadOnlySpan<byte> value) => type switch
    {
        BsonType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(value),
        BsonType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(value),
        _ => null,
    };
}
