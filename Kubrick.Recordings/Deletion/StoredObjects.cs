using Kubrick.Recordings.Documents;
using Kubrick.Storage;

namespace Kubrick.Recordings.Deletion;

/// <summary>Removes every stored object of a recording, wherever it is.</summary>
internal sealed class StoredObjects(StoragePlaces places, StorageKeys keys)
{
    /// <summary>
    /// Removes the objects of a recording from its place, from the place that a move has left or not yet reached, and from the one of an earlier original.
    /// </summary>
    /// <exception cref="StorageException">The storage failed, or the settings of a place are not there.</exception>
    public async Task RemoveAsync(Recording recording, CancellationToken cancellationToken)
    {
        await RemoveAsync(recording, places.Require(recording.StorageProvider, recording.StorageBucket), cancellationToken);
        if (recording.StorageCopy is { } copy)
        {
            await RemoveAsync(recording, places.Require(copy.Provider, copy.Bucket), cancellationToken);
        }

        if (recording.Earlier is { } earlier && !earlier.IsAt(recording.StorageProvider, recording.StorageBucket))
        {
            await RemoveAsync(recording, places.Require(earlier.Provider, earlier.Bucket), cancellationToken);
        }
    }

    /// <summary>Removes the objects of a recording from one place.</summary>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task RemoveAsync(Recording recording, StoragePlace place, CancellationToken cancellationToken)
    {
        var own = OwnObjects.Of(recording, keys);
        foreach (var key in own.Keys)
        {
            await place.Remover.DeleteAsync(key, cancellationToken);
        }

        foreach (var prefix in own.Prefixes)
        {
            await place.Remover.DeletePrefixAsync(prefix, cancellationToken);
        }
    }
}
