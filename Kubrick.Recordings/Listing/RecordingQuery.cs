using System.Text.RegularExpressions;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Metadata;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>A list request. <see cref="RecordingQueryReader"/> creates it and checks the limits of every value.</summary>
internal sealed record RecordingQuery
{
    /// <summary>A substring of the recorder's name, case-insensitive.</summary>
    public string? RecorderName { get; init; }

    /// <summary>The words and fields of the search; null for none.</summary>
    public SearchTerms? Search { get; init; }

    /// <summary>Null: every status except archived.</summary>
    public RecordingStatus? Status { get; init; }

    /// <summary>Recorded at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Recorded before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Metadata keys and their required values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    public RecordingSort Sort { get; init; } = RecordingSort.Default;

    public PageRequest Page { get; init; } = new(1, PageRequest.DefaultSize);

    public SortDefinition<Recording> ToSort() => Sort.ToSort();

    /// <summary>The filter. It always starts with an equality on the shelf, the first key of the indexes.</summary>
    public FilterDefinition<Recording> ToFilter()
    {
        var where = Builders<Recording>.Filter;
        var filter = where.Eq(recording => recording.Shelf, Status == RecordingStatus.Archived ? Shelf.Archive : Shelf.Library);
        if (Status is { } status and not RecordingStatus.Archived)
        {
            filter &= where.Eq(recording => recording.ListedStatus, status);
        }

        if (RecorderName is { } name)
        {
            // The user's text is matched literally, never as a pattern.
            filter &= where.Regex(recording => recording.RecorderNameFolded, new BsonRegularExpression(Regex.Escape(name.ToLowerInvariant())));
        }

        if (From is { } from)
        {
            filter &= where.Gte(recording => recording.RecordedAt, from);
        }

        if (Before is { } before)
        {
            filter &= where.Lt(recording => recording.RecordedAt, before);
        }

        foreach (var word in Search?.Words ?? [])
        {
            filter &= where.Regex(recording => recording.SearchText, new BsonRegularExpression(Regex.Escape(word)));
        }

        foreach (var (key, value) in Search?.Fields ?? [])
        {
            // A dot does not match a line break.
            filter &= where.Regex("searchFields", new BsonRegularExpression($"^{Regex.Escape(key)}=(.|\\n)*{Regex.Escape(value)}"));
        }

        return Metadata.Aggregate(filter, (sum, pair) => sum & where.AnyEq(recording => recording.MetadataTerms, MetadataTerm.Of(pair.Key, pair.Value)));
    }
}
