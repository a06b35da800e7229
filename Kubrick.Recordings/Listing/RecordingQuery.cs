using System.Text.RegularExpressions;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Metadata;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>A list request. <see cref="RecordingQueryReader"/> creates it and checks the limits of every value.</summary>
internal sealed record RecordingQuery
{
    // More terms do not make a search faster.
    private const int MaxTerms = 40;

    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    /// <summary>A substring of the recorder's name, case-insensitive.</summary>
    public string? RecorderName { get; init; }

    /// <summary>The part of the name as it is compared with the folded name.</summary>
    public string? FoldedName => RecorderName is { } name ? FoldedText.OfName(name) : null;

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

    /// <summary>The shelf that it reads.</summary>
    public Shelf Shelf => Status == RecordingStatus.Archived ? Shelf.Archive : Shelf.Library;

    /// <summary>Whether it reads a part of its shelf only.</summary>
    public bool IsFiltered => IsTextual || Status is not (null or RecordingStatus.Archived) || From is not null || Before is not null || Metadata.Count > 0;

    /// <summary>Whether texts have to be compared, so that a count reads documents.</summary>
    public bool IsTextual => RecorderName is not null || Search is not null;

    public SortDefinition<Recording> ToSort() => Sort.ToSort();

    /// <summary>Everything on its shelf.</summary>
    public FilterDefinition<Recording> OnShelf() => Where.Eq(recording => recording.Shelf, Shelf);

    /// <summary>The filter for a scan in the order of the list. It always starts with an equality on the shelf, the first key of the indexes.</summary>
    public FilterDefinition<Recording> ToFilter() => OnShelf() & Conditions();

    /// <summary>The filter for reading whatever matches by the most selective index.</summary>
    public FilterDefinition<Recording> ToSelectiveFilter() =>
        // The terms contain the shelf. Without a condition on it no other index competes.
        IndexTerms() is { Count: > 0 } terms ? new BsonDocument("searchTerms", new BsonDocument("$all", terms)) & Conditions() : ToFilter();

    /// <summary>
    /// Of several conditions, each one that an index answers alone, from the most to the least selective kind; none where there is only one. The search has an index of its own
    /// (<see cref="ToSelectiveFilter"/>).
    /// </summary>
    public IEnumerable<FilterDefinition<Recording>> SingleConditions()
    {
        List<FilterDefinition<Recording>> conditions = [.. HasTerms(), .. IsRecorded(), .. HasStatus()];
        return conditions.Count + (IsTextual ? 1 : 0) > 1 ? conditions.Select(condition => OnShelf() & condition) : [];
    }

    /// <summary>What is required of a recording of the shelf.</summary>
    public FilterDefinition<Recording> Conditions() => new[] { HasStatus(), HasName(), IsRecorded(), Search?.Conditions(Shelf).Select(condition => (FilterDefinition<Recording>)condition) ?? [], HasTerms() }
        .SelectMany(conditions => conditions)
        .Aggregate(Where.Empty, (sum, condition) => sum & condition);

    private BsonArray IndexTerms()
    {
        var terms = (Search?.IndexTerms(Shelf) ?? []).Concat(RecorderName is { } name ? SearchIndex.OfName(Shelf, FoldedText.Of(name)) : []).Distinct().ToList();
        // Beginnings of words are strings; nothing else checks them.
        return [.. terms.OrderByDescending(term => term.IsString).Take(MaxTerms)];
    }

    private IEnumerable<FilterDefinition<Recording>> HasStatus() =>
        Status is { } status and not RecordingStatus.Archived ? [Where.Eq(recording => recording.ListedStatus, status)] : [];

    // The user's text is matched literally, never as a pattern.
    private IEnumerable<FilterDefinition<Recording>> HasName() =>
        FoldedName is { } name ? [Where.Regex(recording => recording.RecorderNameFolded, new BsonRegularExpression(Regex.Escape(name)))] : [];

    private IEnumerable<FilterDefinition<Recording>> IsRecorded() => (From, Before) switch
    {
        ({ } from, { } before) => [Where.Gte(recording => recording.RecordedAt, from) & Where.Lt(recording => recording.RecordedAt, before)],
        ({ } from, null) => [Where.Gte(recording => recording.RecordedAt, from)],
        (null, { } before) => [Where.Lt(recording => recording.RecordedAt, before)],
        _ => [],
    };

    private IEnumerable<FilterDefinition<Recording>> HasTerms() =>
        Metadata.Select(pair => Where.AnyEq(recording => recording.MetadataTerms, MetadataTerm.Of(pair.Key, pair.Value)));
}
