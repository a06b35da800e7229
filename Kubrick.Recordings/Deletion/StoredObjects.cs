using Kubrick.Recordings.Documents;
using Kubrick.Storage;

namespace Kubrick.Recordings.Deletion;

/// <summary>Removes every stored object of a recording, wherever it is.</summary>
internal sealed class StoredObjects(StoragePlaces places, StorageKeys keys)
{
    /// <summary>
    /// Removes the objects of a recording from its place, from the place that a move has left or not yet reached, and from those of earlier originals. If its document does
    /// not name its place, from every place that it may be in.
    /// </summary>
    /// <exception cref="StorageException">The storage failed, or the settings of a place are not there.</exception>
    public async Task RemoveAsync(Recording recording, CancellationToken cancellationToken)
    {
        List<(string? Provider, string? Bucket)> all = [(recording.StorageProvider, recording.StorageBucket), .. recording.Earlier.Select(kept => (kept.Provider, kept.Bucket))];
        if (recording.StorageCopy is { } copy)
        {
            all.Add((copy.Provider, copy.Bucket));
        }

        if (recording is not { StorageProvider: not null, StorageBucket: not null })
        {
            // Every place that the document does not exclude: its keys contain its id.
            all.AddRange(places.Known.Where(place => (recording.StorageProvider ?? place.Provider) == place.Provider && (recording.StorageBucket ?? place.Bucket) == place.Bucket)
                .Select(place => ((string?)place.Provider, (string?)place.Bucket)));
        }

        foreach (var (provider, bucket) in all.Distinct())
        {
            await RemoveAsync(recording, places.Require(provider, bucket), cancellationToken);
        }
    }

    /// <summary>Removes the objects of a recording from one place.</summary>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task RemoveAsync(Recording recording, StoragePlace place, CancellationToken cancellationToken)
    {
        var own = OwnObjects.Of(recording, keys);
        foreach (var key in own.Keys.Concat(own.Arrivals))
        {
            await place.Remover.DeleteAsync(key, cancellationToken);
        }

        foreach (var prefix in own.Prefixes)
        {
            await place.Remover.DeletePrefixAsync(prefix, cancellationToken);
        }
    }
}
