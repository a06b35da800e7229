using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MongoDB.Driver;

namespace Kubrick.Recordings.Retention;

/// <summary>Finds recordings that retention deletes: neither held, nor being recorded or uploaded, in the library or the archive.</summary>
internal sealed class ExpiredRecordings(IMongoCollection<Recording> collection)
{
    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;
    private static readonly RecordingStatus[] Unfinished = [RecordingStatus.Recording, RecordingStatus.Uploading];

    /// <summary>Whether retention may delete this version of a recording.</summary>
    public static bool IsExpired(Recording recording, DateTimeOffset createdBefore) =>
        recording is { LegalHold: false, DeletedAt: null }
        && recording.CreatedAt < createdBefore
        && !Unfinished.Contains(recording.Status)
        && !(recording.StatusBeforeArchive is { } before && Unfinished.Contains(before));

    /// <summary>The oldest ones.</summary>
    public async Task<IReadOnlyList<Recording>> FindAsync(DateTimeOffset createdBefore, int limit, CancellationToken cancellationToken)
    {
        var found = new List<Recording>();
        // One equality per query: the index has the shelf, then the time of creation.
        foreach (var shelf in new[] { Shelf.Library, Shelf.Archive })
        {
            found.AddRange(await collection.Find(Filter(shelf, createdBefore))
                .SortBy(recording => recording.CreatedAt)
                .ThenBy(recording => recording.Id)
                .Limit(limit - found.Count)
                .Project(RecordingProjections.Listed)
                .ToListAsync(cancellationToken));
            if (found.Count == limit)
            {
                break;
            }
        }

        return found;
    }

    public async Task<long> CountAsync(DateTimeOffset createdBefore, CancellationToken cancellationToken) =>
        await collection.CountDocumentsAsync(Filter(Shelf.Library, createdBefore), cancellationToken: cancellationToken)
        + await collection.CountDocumentsAsync(Filter(Shelf.Archive, createdBefore), cancellationToken: cancellationToken);

    private static FilterDefinition<Recording> Filter(Shelf shelf, DateTimeOffset createdBefore) =>
        Where.Eq(recording => recording.Shelf, shelf)
        & Where.Lt(recording => recording.CreatedAt, createdBefore)
        & Where.Ne(recording => recording.LegalHold, true)
        & Where.Nin(recording => recording.ListedStatus, Unfinished)
        // Their age is not known: an id of another kind says nothing of it, and an unreadable date was replaced by the id's.
        & Where.Exists("formerId", false)
        & Where.Exists("formerCreatedAt", false)
        & Where.Nin("statusBeforeArchive", Unfinished.Select(WireNames<RecordingStatus>.Of));
}
