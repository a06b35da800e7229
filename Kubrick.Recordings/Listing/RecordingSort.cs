using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>The order of a list. The id breaks ties, so every recording is on exactly one page.</summary>
/// <param name="Field">The contract's name.</param>
/// <param name="Descending">Whether the largest value is first.</param>
internal sealed record RecordingSort(string Field, bool Descending)
{
    public static readonly RecordingSort Default = new("createdAt", Descending: true);

    private static readonly Dictionary<string, string> Stored = new(StringComparer.Ordinal)
    {
        ["createdAt"] = "createdAt",
        ["duration"] = "duration",
        ["title"] = "titleFolded",
        ["recorderName"] = "recorderNameFolded",
        ["fileBytes"] = "fileBytes",
    };

    /// <summary>Every field that a list can be sorted by, for error sentences.</summary>
    public static string All { get; } = string.Join(", ", Stored.Keys);

    /// <summary>Reads the parameter; null where it does not name a field.</summary>
    public static RecordingSort? Find(string text)
    {
        var descending = text.StartsWith('-');
        var field = descending ? text[1..] : text;
        return Stored.ContainsKey(field) ? new RecordingSort(field, descending) : null;
    }

    public SortDefinition<Recording> ToSort()
    {
        var sort = Builders<Recording>.Sort;
        return Descending ? sort.Descending(Stored[Field]).Descending(recording => recording.Id) : sort.Ascending(Stored[Field]).Ascending(recording => recording.Id);
    }

    /// <summary>
    /// The value that <paramref name="recording"/> is sorted by; null where a scan cannot start from it: a field that may be absent, or a stored value that could not be read.
    /// </summary>
    public BsonValue? ValueOf(Recording recording) => Field switch
    {
        _ when recording.Defects.Count > 0 => null,
        "createdAt" => new BsonDateTime(recording.CreatedAt.UtcDateTime),
        "title" => recording.TitleFolded,
        "recorderName" => recording.RecorderNameFolded,
        _ => null,
    };

    /// <summary>The filter for the recording with this value and id, and everything after it. The first condition is the range of the index.</summary>
    public FilterDefinition<Recording> StartingAt(BsonValue value, ObjectId id)
    {
        var (beyond, orSame) = Descending ? ("$lt", "$lte") : ("$gt", "$gte");
        return new BsonDocument
        {
            [Stored[Field]] = new BsonDocument(orSame, value),
            ["$or"] = new BsonArray { new BsonDocument(Stored[Field], new BsonDocument(beyond, value)), new BsonDocument("_id", new BsonDocument(orSame, id)) },
        };
    }

    public override string ToString() => Descending ? "-" + Field : Field;
}
