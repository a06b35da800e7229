using Kubrick.Recordings.Documents;
using Kubrick.Storage;

namespace Kubrick.Recordings.Deletion;

/// <summary>Removes every stored object of a recording.</summary>
internal sealed class StoredObjects(IObjectRemover remover, StorageKeys keys, StorageLocation location)
{
    /// <summary>Removes the video (under every extension that an upload may have had), the thumbnail, the stream and the previews.</summary>
    /// <exception cref="StorageException">The storage failed, or the objects are in another storage than the configured one.</exception>
    public async Task RemoveAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (!recording.IsAt(location))
        {
            throw new StorageException(StorageError.Refused, "The recording is stored in another storage than the configured one.");
        }

        var id = recording.Id.ToString();
        string?[] videos = recording.StorageSequence is { } sequence
            ? [recording.StorageKey, .. MediaTypes.All.Select(type => keys.Video(id, recording.CreatedAt, sequence, type))]
            // It may have been stored under other key patterns.
            : [recording.StorageKey];
        foreach (var key in videos.OfType<string>().Distinct())
        {
            await DeleteAsync(key, cancellationToken);
        }

        await DeleteAsync(recording.ThumbnailKey ?? keys.Thumbnail(id), cancellationToken);
        if (StoredPlaylist.OwnFolder(recording) is { } folder && folder != keys.StreamPrefix(id))
        {
            await DeletePrefixAsync(folder, cancellationToken);
        }

        await remover.DeletePrefixAsync(keys.StreamPrefix(id), cancellationToken);
        await remover.DeletePrefixAsync(keys.PreviewPrefix(id), cancellationToken);
    }

    // No object has a key that breaks the grammar, so there is nothing to remove.
    private async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await remover.DeleteAsync(key, cancellationToken);
        }
        catch (ArgumentException)
        {
        }
    }

    private async Task DeletePrefixAsync(string prefix, CancellationToken cancellationToken)
    {
        try
        {
            await remover.DeletePrefixAsync(prefix, cancellationToken);
        }
        catch (ArgumentException)
        {
        }
    }
}
