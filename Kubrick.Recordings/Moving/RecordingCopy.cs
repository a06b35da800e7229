using System.Collections.Concurrent;
using Kubrick.Recordings.Documents;
using Kubrick.Storage;

namespace Kubrick.Recordings.Moving;

/// <summary>
/// Copies the objects of one recording. It knows what it has proved already, so a second attempt copies only what was changed or added since.
/// </summary>
/// <param name="from">Where the objects are.</param>
/// <param name="to">Where they are copied to.</param>
/// <param name="keys">Builds their keys.</param>
/// <param name="beforeStoring">Called before an object appears in the second place; null for no check.</param>
internal sealed class RecordingCopy(StoragePlace from, StoragePlace to, StorageKeys keys, Func<CancellationToken, Task>? beforeStoring = null)
{
    private const int ObjectsAtOnce = 4;
    private const int Attempts = 3;

    private readonly ObjectCopier copier = new(from, to, beforeStoring);
    private readonly ConcurrentDictionary<string, CopiedObject> copied = new();

    /// <summary>The objects whose copies are proved.</summary>
    public IReadOnlyCollection<CopiedObject> Copied => [.. copied.Values];

    /// <summary>Copies every object that is not proved yet.</summary>
    /// <exception cref="StorageException">A storage failed.</exception>
    public async Task CopyAsync(Recording recording, CancellationToken cancellationToken)
    {
        var own = MovedObjects(recording);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = ObjectsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(own.Keys, limits, async (key, cancel) => await CopyAsync(key, cancel));
        foreach (var prefix in own.Prefixes)
        {
            await Parallel.ForEachAsync(from.List.ListAsync(prefix, cancellationToken), limits, async (key, cancel) => await CopyAsync(key, cancel));
        }
    }

    /// <summary>The proved copy of an object; null if there is none.</summary>
    public CopiedObject? Find(string key) => copied.GetValueOrDefault(key);

    /// <summary>The number and the size of its objects in the first place.</summary>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task<(int Objects, long Bytes)> MeasureAsync(Recording recording, CancellationToken cancellationToken)
    {
        var own = MovedObjects(recording);
        var (objects, bytes) = (0, 0L);
        foreach (var key in own.Keys)
        {
            await AddAsync(key);
        }

        foreach (var prefix in own.Prefixes)
        {
            await foreach (var key in from.List.ListAsync(prefix, cancellationToken))
            {
                await AddAsync(key);
            }
        }

        return (objects, bytes);

        async Task AddAsync(string key)
        {
            if (await from.Reader.FindAsync(key, cancellationToken) is { } found)
            {
                (objects, bytes) = (objects + 1, bytes + found.Length);
            }
        }
    }

    /// <summary>Its objects in the first place. An earlier original in the second one is not overwritten with whatever has its key here.</summary>
    private OwnObjects MovedObjects(Recording recording)
    {
        var own = OwnObjects.Of(recording, keys);
        return own with { Keys = [.. own.Keys.Where(key => !recording.Earlier.Any(kept => kept.Key == key && kept.IsAt(to.Location.Provider, to.Location.Bucket)))] };
    }

    private async Task CopyAsync(string key, CancellationToken cancellationToken)
    {
        if (copied.TryGetValue(key, out var known) && await from.Reader.FindAsync(key, cancellationToken) == known.Source)
        {
            return;
        }

        if (await TryCopyAsync(key, cancellationToken) is { } copy)
        {
            copied[key] = copy;
        }
    }

    /// <summary>Repeats what may be repeated: a connection that breaks in the middle of an object must not end the move of a recording.</summary>
    private async Task<CopiedObject?> TryCopyAsync(string key, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await copier.CopyAsync(key, cancellationToken);
            }
            catch (StorageException exception) when (exception.Error == StorageError.Unavailable && attempt < Attempts)
            {
            }
        }
    }
}
