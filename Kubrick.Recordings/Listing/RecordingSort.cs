using System.Text;
using Kubrick.Recordings.Database;
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

    /// <summary>Leaves of a document what it is sorted by.</summary>
    public ProjectionDefinition<Recording, Recording> OnlyValues() => new BsonDocument(Stored[Field], 1);

    /// <summary>
    /// The value that <paramref name="recording"/> is sorted by, BSON's null where it has none; null where the stored value could not be read, so that no scan can start from it.
    /// </summary>
    public BsonValue? ValueOf(Recording recording) => Field switch
    {
        _ when IsUnreadable(recording) => null,
        "createdAt" => new BsonDateTime(recording.CreatedAt.UtcDateTime),
        "title" => recording.TitleFolded,
        "recorderName" => recording.RecorderNameFolded,
        "duration" => recording.Duration is { } duration ? duration : BsonNull.Value,
        _ => recording.FileBytes is { } bytes ? bytes : BsonNull.Value,
    };

    /// <summary>The parts of the order from a place on, with the recording at it.</summary>
    public IReadOnlyList<FilterDefinition<Recording>> PartsFrom(PlaceInOrder place) => [StartingAt(place), .. PartsAfter(place.Value)];

    /// <summary>The parts of the order up to a place, with the recording at it.</summary>
    public IReadOnlyList<FilterDefinition<Recording>> PartsUpTo(PlaceInOrder place)
    {
        var reverse = this with { Descending = !Descending };
        return [.. reverse.PartsFrom(place).Reverse()];
    }

    /// <summary>Compares recordings as the database sorts them: absent values are the smallest, and texts are compared by their UTF-8 bytes.</summary>
    public int Compare(Recording first, Recording second)
    {
        var order = Field switch
        {
            "createdAt" => first.CreatedAt.CompareTo(second.CreatedAt),
            "title" => Compare(first.TitleFolded, second.TitleFolded),
            "recorderName" => Compare(first.RecorderNameFolded, second.RecorderNameFolded),
            "duration" => Nullable.Compare(first.Duration, second.Duration),
            _ => Nullable.Compare(first.FileBytes, second.FileBytes),
        };
        var ascending = order == 0 ? first.Id.CompareTo(second.Id) : order;
        return Descending ? -ascending : ascending;
    }

    public override string ToString() => Descending ? "-" + Field : Field;

    // The recording at the place, and what follows in the same part of the order. The first condition is the range of the index.
    private FilterDefinition<Recording> StartingAt(PlaceInOrder place)
    {
        var (value, id) = place;
        var (beyond, orSame) = Descending ? ("$lt", "$lte") : ("$gt", "$gte");
        return value.IsBsonNull
            ? new BsonDocument { [Stored[Field]] = value, ["_id"] = new BsonDocument(orSame, id) }
            : new BsonDocument
            {
                [Stored[Field]] = new BsonDocument(orSame, value),
                ["$or"] = new BsonArray { new BsonDocument(Stored[Field], new BsonDocument(beyond, value)), new BsonDocument("_id", new BsonDocument(orSame, id)) },
            };
    }

    // The parts of the order after the one that contains a value, in their order. No range contains both numbers and absent values, or NaN. Values of other types, which nothing writes,
    // are in none of them.
    private IEnumerable<FilterDefinition<Recording>> PartsAfter(BsonValue value)
    {
        if (Field is not ("duration" or "fileBytes") || value.IsBsonNull == Descending)
        {
            return [];
        }

        var stored = Stored[Field];
        return
        [
            new BsonDocument(stored, double.NaN),
            new BsonDocument(stored, Descending ? BsonNull.Value : (BsonValue)new BsonDocument("$gte", double.NegativeInfinity)),
        ];
    }

    private static int Compare(string first, string second) => Encoding.UTF8.GetBytes(first).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(second));

    // Where there are more defects than are named, the sorted field may have one.
    private bool IsUnreadable(Recording recording) =>
        recording.Defects.Count >= DocumentFields.MaxDefects
        || recording.Defects.Any(defect => defect.StartsWith(Field + " (", StringComparison.Ordinal) || defect.StartsWith("document (", StringComparison.Ordinal));
}
