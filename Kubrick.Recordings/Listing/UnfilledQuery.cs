using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Metadata;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// A list request on documents that are not filled in yet. It asks the fields that those documents have, so that they are listed from the first moment on; it is slower,
/// and used only while there may be such documents.
/// </summary>
internal static class UnfilledQuery
{
    private static readonly string[] Texts = ["title", "description", "recorderName", "searchText"];

    public static FilterDefinition<Recording> ToFilter(RecordingQuery query)
    {
        // Tombstones of an earlier version of the service.
        var conditions = new BsonArray { UnfilledDocuments.Filter, new BsonDocument("deletedAt", BsonNull.Value), new BsonDocument("status", Status(query.Status)) };
        if (query.RecorderName is { } name)
        {
            conditions.Add(new BsonDocument("recorderName", Pattern(name)));
        }

        if (query.From is { } from)
        {
            conditions.Add(Recorded("$gte", from));
        }

        if (query.Before is { } before)
        {
            conditions.Add(Recorded("$lt", before));
        }

        conditions.AddRange((query.Search?.Words ?? []).Select(word => new BsonDocument(
            "$or", new BsonArray(Texts.Select(field => new BsonDocument(field, Pattern(word)))))));
        conditions.AddRange((query.Search?.Fields ?? []).Select(pair => new BsonDocument("metadata." + MetadataKeys.Escape(pair.Key), Pattern(pair.Value))));
        conditions.AddRange(query.Metadata.Select(pair => new BsonDocument("$or", new BsonArray
        {
            new BsonDocument("metadataTerms", MetadataTerm.Of(pair.Key, pair.Value)),
            new BsonDocument("metadata." + MetadataKeys.Escape(pair.Key), new BsonDocument("$in", Values(pair.Value))),
        })));
        return new BsonDocument("$and", conditions);
    }

    /// <summary>When a document that does not say it was recorded: when it was created, which its id says if nothing else does (<see cref="RecordingReader"/>).</summary>
    private static BsonDocument Recorded(string comparison, DateTimeOffset time)
    {
        var date = new BsonDocument(comparison, new BsonDateTime(time.UtcDateTime));
        // Dates in other types count when they are filled in.
        var none = new BsonDocument("$not", new BsonDocument("$type", "date"));
        return new BsonDocument("$or", new BsonArray
        {
            new BsonDocument("recordedAt", date),
            new BsonDocument { ["recordedAt"] = none, ["createdAt"] = date },
            new BsonDocument { ["recordedAt"] = none, ["createdAt"] = none, ["_id"] = new BsonDocument(comparison, FirstId(time)) },
        });
    }

    /// <summary>The first id of a second, or of the next one: ids have whole seconds.</summary>
    private static BsonObjectId FirstId(DateTimeOffset time)
    {
        var id = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(id, (int)Math.Clamp(Math.Ceiling(time.ToUnixTimeMilliseconds() / 1000.0), 0, int.MaxValue));
        return new ObjectId(id);
    }

    private static BsonDocument Status(RecordingStatus? status) => status switch
    {
        null => new BsonDocument("$ne", WireNames<RecordingStatus>.Of(RecordingStatus.Archived)),
        // An unknown status is shown as an error.
        RecordingStatus.Error => new BsonDocument("$nin", Names(Enum.GetValues<RecordingStatus>().Except([RecordingStatus.Error]))),
        { } wanted => new BsonDocument("$in", Names([wanted])),
    };

    private static BsonArray Names(IEnumerable<RecordingStatus> statuses) => new(statuses.SelectMany(StoredStatuses.NamesOf));

    /// <summary>The values whose text is this one.</summary>
    private static BsonArray Values(string text)
    {
        var values = new BsonArray { text };
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            values.Add(number);
        }

        if (bool.TryParse(text, out var truth))
        {
            values.Add(truth);
        }

        if (ObjectId.TryParse(text, out var id))
        {
            values.Add(id);
        }

        if (DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time))
        {
            values.Add(time);
        }

        return values;
    }

    private static BsonRegularExpression Pattern(string text) => new(Regex.Escape(text), "i");
}
