using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Driver;

namespace Kubrick.Recordings.Database;

/// <summary>
/// Fills in stored documents: adds the fields that the queries need, and stores what it read in another BSON type (a date that is a string, for example) in the right
/// one. A field that cannot be read, the status, and unknown fields are left as they are. Safe to repeat and to run on several replicas: every write is conditional on the
/// state that was read.
/// </summary>
internal sealed class DocumentFill(IMongoCollection<Recording> collection)
{
    private const int MaxForeignIds = 1000;

    /// <summary>Fields of this system, which replace whatever is stored.</summary>
    private static readonly string[] Owned = ["version", .. RecordingProjections.ForQueries, "shelf", "schemaVersion"];

    /// <summary>Fields that queries need, and documents of the first system do not have; added where they are missing.</summary>
    private static readonly string[] Needed = ["createdAt", "updatedAt", "recordedAt", "statusBeforeArchive", "outbox"];

    private readonly IMongoCollection<RawBsonDocument> documents =
        collection.Database.GetCollection<RawBsonDocument>(collection.CollectionNamespace.CollectionName);

    /// <summary>Opens a cursor on the unfilled documents.</summary>
    public Task<IAsyncCursor<RawBsonDocument>> FindAsync(int batchSize, CancellationToken cancellationToken) =>
        documents.FindAsync(UnfilledDocuments.Filter, new FindOptions<RawBsonDocument> { BatchSize = batchSize }, cancellationToken);

    /// <summary>The recording of an unfilled document.</summary>
    public static Recording Read(RawBsonDocument document) => RecordingReader.Read(StoredDocument.Copy(document.Slice));

    /// <summary>Its public id.</summary>
    public static ObjectId IdOf(RawBsonDocument document) => PublicIds.Of(StoredDocument.IdOf(StoredDocument.Copy(document.Slice)));

    /// <summary>Whether a failure concerns the document, rather than the database or the request.</summary>
    public static bool IsFaultOfDocument(Exception exception) => exception is not (
        MongoConnectionException or MongoNotPrimaryException or MongoNodeIsRecoveringException or MongoExecutionTimeoutException or TimeoutException or OperationCanceledException);

    /// <summary>Fills in one document.</summary>
    /// <returns>Whether this call did it; false where another writer was faster.</returns>
    public async Task<bool> FillAsync(RawBsonDocument document, CancellationToken cancellationToken)
    {
        var bytes = StoredDocument.Copy(document.Slice);
        if (StoredDocument.IdOf(bytes) is not BsonObjectId)
        {
            await MoveAsync(bytes, cancellationToken);
            return true;
        }

        var (guard, update) = Plan(bytes);
        var result = await documents.UpdateOneAsync(guard, update, cancellationToken: cancellationToken);
        return result.MatchedCount > 0;
    }

    /// <summary>Fills in the document with this id.</summary>
    public async Task<bool> FillAsync(ObjectId id, CancellationToken cancellationToken)
    {
        using var document = await documents.Find(new BsonDocument("_id", id)).FirstOrDefaultAsync(cancellationToken);
        return document is not null && await FillAsync(document, cancellationToken);
    }

    /// <summary>Finds a document that has this public id and another stored one, and stores it under its public id.</summary>
    public async Task<bool> AdoptAsync(ObjectId id, CancellationToken cancellationToken)
    {
        var foreign = new BsonDocument("_id", new BsonDocument("$not", new BsonDocument("$type", "objectId")));
        var found = await documents.Find(foreign).Project<RawBsonDocument>(FoundId.Projection).Limit(MaxForeignIds).ToListAsync(cancellationToken);
        var ids = found.ConvertAll(document => StoredDocument.IdOf(StoredDocument.Copy(document.Slice)));
        found.ForEach(document => document.Dispose());
        foreach (var stored in ids.Where(stored => PublicIds.Of(stored) == id))
        {
            try
            {
                using var document = await documents.Find(Equal("_id", stored)).FirstOrDefaultAsync(cancellationToken);
                if (document is not null)
                {
                    await MoveAsync(StoredDocument.Copy(document.Slice), cancellationToken);
                    return true;
                }
            }
            catch (Exception exception) when (IsFaultOfDocument(exception))
            {
                // It is only listed.
                return false;
            }
        }

        return false;
    }

    // An _id cannot change. The copy has all bytes of the document, and the old id as formerId; a crash in between is repaired by the next run.
    private async Task MoveAsync(IByteBuffer bytes, CancellationToken cancellationToken)
    {
        var storedId = StoredDocument.IdOf(bytes);
        var stored = Equal("_id", storedId);
        // Throws where the driver cannot write the id: the copy must not be stored if the document cannot be removed.
        _ = stored.ToBson();
        if (StoredDocument.ContentOf(bytes, "_id"u8) is not { } former || !IsSame(former, StoredDocument.ContentOf(ReadableBson.Level(bytes), "_id"u8)))
        {
            throw new FormatException("The driver cannot ask for the id of this document.");
        }

        foreach (var id in new[] { PublicIds.Of(storedId), PublicIds.Hash(storedId) }.Distinct())
        {
            try
            {
                using var copy = new RawBsonDocument(StoredDocument.WithId(bytes, id));
                await documents.InsertOneAsync(copy, cancellationToken: cancellationToken);
            }
            catch (MongoWriteException exception) when (exception.WriteError.Category == ServerErrorCategory.DuplicateKey)
            {
                using var taken = await documents.Find(new BsonDocument("_id", id)).FirstOrDefaultAsync(cancellationToken);
                if (taken is null || !IsSame(former, StoredDocument.ContentOf(StoredDocument.Copy(taken.Slice), "formerId"u8)))
                {
                    continue;
                }
            }

            await documents.DeleteOneAsync(stored, cancellationToken);
            await FillAsync(id, cancellationToken);
            return;
        }
    }

    private static bool IsSame((BsonType Type, byte[] Value) first, (BsonType Type, byte[] Value)? second) =>
        second is { } other && first.Type == other.Type && first.Value.AsSpan().SequenceEqual(other.Value);

    private static (BsonDocument Guard, BsonDocument Update) Plan(IByteBuffer bytes)
    {
        var recording = RecordingReader.Read(bytes);
        var written = recording.ToBsonDocument();
        var stored = StoredDocument.TypesOf(bytes);
        var fields = new BsonDocument(written.Where(field => field.Name != "_id" && IsFilledIn(field)));
        if (stored.GetValueOrDefault("createdAt") == BsonType.Array)
        {
            // No index can contain it beside the terms of the metadata, which are an array, too.
            fields.Set("createdAt", written["createdAt"]).Set("formerCreatedAt", StoredDocument.ArrayOf(bytes, "createdAt"));
        }

        var guard = new BsonDocument("_id", written["_id"]);
        foreach (var name in new[] { "version", "updatedAt", "status" })
        {
            guard.Add(name, Unchanged(StoredDocument.ScalarOf(bytes, name)));
        }

        return (guard, new BsonDocument("$set", fields));

        bool IsFilledIn(BsonElement field)
        {
            if (Owned.Contains(field.Name))
            {
                return true;
            }

            if (field.Name == "status")
            {
                return false;
            }

            if (!stored.TryGetValue(field.Name, out var type) || type is BsonType.Null or BsonType.Undefined)
            {
                return Needed.Contains(field.Name);
            }

            if (recording.Defects.Any(defect => defect.StartsWith(field.Name, StringComparison.Ordinal)))
            {
                // The events are ours: what is no event would keep a tombstone forever.
                return field.Name == "outbox";
            }

            var isOtherType = type != field.Value.BsonType && !(IsNumber(type) && field.Value.IsNumeric);
            return isOtherType || (field.Name == "metadata" && HasEscapes(field.Value));
        }
    }

    private static bool IsNumber(BsonType type) => type is BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128;

    // A key is escaped exactly if it contains the escape's own character.
    private static bool HasEscapes(BsonValue value) => value switch
    {
        BsonDocument map => map.Any(element => element.Name.Contains('%', StringComparison.Ordinal) || HasEscapes(element.Value)),
        BsonArray array => array.Any(HasEscapes),
        _ => false,
    };

    private static BsonDocument Equal(string name, BsonValue value) => new(name, new BsonDocument("$eq", value));

    /// <summary>A condition that the field still has the value that was read; for long values only its type.</summary>
    private static BsonDocument Unchanged((BsonType? Type, BsonValue? Value) field) => field switch
    {
        (null, _) => new BsonDocument("$exists", false),
        (_, BsonInt32 or BsonInt64 or BsonDateTime or BsonString { Value.Length: < 200 }) => new BsonDocument("$eq", field.Value),
        _ => new BsonDocument("$type", (int)field.Type),
    };
}
