using Kubrick.Recordings.Documents;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>The order of a list. The id breaks ties, so every recording is on exactly one page.</summary>
/// <param name="Field">The contract's name.</param>
/// <param name="Descending">Whether the largest value is first.</param>
internal sealed record RecordingSort(string Field, bool Descending)
{
    public static readonly RecordingSort Default = new("createdAt", Descending: true);

    private static readonly Dictionary<string, FieldDefinition<Recording>> Stored = new(StringComparer.Ordinal)
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

    public override string ToString() => Descending ? "-" + Field : Field;
}
