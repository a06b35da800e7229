using Kubrick.Recordings.Documents;
using MongoDB.Driver;

namespace Kubrick.Recordings.Database;

/// <summary>Which fields are read. Fields for queries are computed, never read back, and larger than the rest of most documents.</summary>
internal static class RecordingProjections
{
    /// <summary>Stored fields that only queries need.</summary>
    internal static readonly string[] ForQueries =
        ["titleFolded", "recorderNameFolded", "listedStatus", "metadataTerms", "searchText", "searchFields", "searchTerms"];

    private static readonly string[] Unlisted = ["outbox", "uploadSession"];

    /// <summary>A recording that may be changed.</summary>
    public static ProjectionDefinition<Recording, Recording> Whole { get; } = Without([]);

    /// <summary>A recording for a list: no events, no state of its upload.</summary>
    public static ProjectionDefinition<Recording, Recording> Listed { get; } = Without(Unlisted);

    /// <summary>The same of a document that may have large fields of others.</summary>
    public static ProjectionDefinition<Recording, Recording> ListedAlone => Alone.Value;

    // Not before the class map is registered.
    private static readonly Lazy<ProjectionDefinition<Recording, Recording>> Alone = new(() => Builders<Recording>.Projection.Combine(
        RecordingReader.NamesOf(typeof(Recording)).Except([.. ForQueries, .. Unlisted]).Select(field => Builders<Recording>.Projection.Include(field))));

    private static ProjectionDefinition<Recording, Recording> Without(IEnumerable<string> fields) =>
        Builders<Recording>.Projection.Combine(ForQueries.Concat(fields).Select(field => Builders<Recording>.Projection.Exclude(field)));
}
