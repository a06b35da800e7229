using Kubrick.Recordings.Documents;
using Kubrick.Storage;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Finds where the objects of a recording lie. Documents of the first system often do not say it: what is not in the configured place may be in the one that was configured before,
/// and is not missing.
/// </summary>
internal sealed class PlaceSearch(IMongoCollection<Recording> collection, StoragePlaces places, TimeProvider clock)
{
    private const int MaxNamed = 100;

    /// <summary>How long the places that documents name are remembered: to find them, all documents are read.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private static readonly string[] Providers = [StorageLocation.Local, StorageLocation.S3, StorageLocation.Gcp];

    private volatile NamedPlaces? named;

    /// <summary>
    /// The place that the document of a recording names. If it does not name one: the place that has the object, or the configured one if no place has it.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="key">The key of its video or playlist.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>Null if the settings of a place are not there that may have it.</returns>
    /// <exception cref="StorageException">A place that may have it failed.</exception>
    public async Task<StoragePlace?> FindAsync(Recording recording, string? key, CancellationToken cancellationToken)
    {
        var assumed = places.Of(recording);
        if (recording is { StorageProvider: not null, StorageBucket: not null } || !StorageKeys.IsKey(key))
        {
            return assumed;
        }

        var isUnknown = assumed is null;
        StorageException? failure = null;
        foreach (var candidate in (await CandidatesAsync(recording, cancellationToken)).Prepend(assumed).Distinct())
        {
            isUnknown |= candidate is null;
            try
            {
                if (candidate is not null && await candidate.Reader.FindAsync(key!, cancellationToken) is { Length: > 0 })
                {
                    return candidate;
                }
            }
            catch (StorageException exception)
            {
                failure = exception;
            }
        }

        return failure is not null ? throw failure : isUnknown ? null : assumed;
    }

    /// <summary>The places that the document does not exclude; null for one whose settings are not there.</summary>
    private async Task<IEnumerable<StoragePlace?>> CandidatesAsync(Recording recording, CancellationToken cancellationToken) =>
        from place in places.Known.Concat(await NamedAsync(cancellationToken))
        where (recording.StorageProvider ?? place.Provider) == place.Provider && (recording.StorageBucket ?? place.Bucket) == place.Bucket
        select places.Find(place.Provider, place.Bucket);

    /// <summary>The places that any recording names: objects were stored there, with or without its settings now.</summary>
    private async Task<IReadOnlyList<StorageLocation>> NamedAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (named is { } known && now - known.At < Lifetime)
        {
            return known.Places;
        }

        var grouped = await collection.Aggregate()
            .Match(Builders<Recording>.Filter.In(recording => recording.StorageProvider, Providers))
            .Group(new BsonDocument("_id", new BsonDocument { ["provider"] = "$storageProvider", ["bucket"] = "$storageBucket" }))
            .Limit(MaxNamed)
            .ToListAsync(cancellationToken);
        IReadOnlyList<StorageLocation> found =
        [
            .. from document in grouped
               let place = document["_id"].AsBsonDocument
               where place.GetValue("bucket", BsonNull.Value) is BsonString
               select new StorageLocation(place["provider"].AsString, place["bucket"].AsString),
        ];
        named = new NamedPlaces(found, now);
        return found;
    }

    private sealed record NamedPlaces(IReadOnlyList<StorageLocation> Places, DateTimeOffset At);
}
