using Kubrick.Recordings.Recordings;
using Kubrick.Storage;

namespace Kubrick.Recordings.Deletion;

/// <summary>Removes everything that the storage holds of a recording.</summary>
internal sealed class StoredObjects(IObjectRemover remover, StorageLocation location)
{
    /// <summary>Removes the video (under every extension that it may have been begun with), the thumbnail, the stream and the previews.</summary>
    /// <exception cref="StorageException">The storage could not be reached, or the objects are in another one than this service's.</exception>
    public async Task RemoveAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (recording.StorageProvider is { } provider && (provider != location.Provider || recording.StorageBucket != location.Bucket))
        {
            throw new StorageException(StorageError.Refused, "The recording is kept in another storage than the one that is configured.");
        }

        var id = recording.Id.ToString();
        if (recording.StorageSequence is { } sequence)
        {
            foreach (var key in MediaTypes.All.Select(type => StorageKeys.Video(id, recording.CreatedAt, sequence, type)).Distinct())
            {
                await remover.DeleteAsync(key, cancellationToken);
            }
        }

        await remover.DeleteAsync(recording.ThumbnailKey ?? StorageKeys.Thumbnail(id), cancellationToken);
        await remover.DeletePrefixAsync(StorageKeys.StreamPrefix(id), cancellationToken);
        await remover.DeletePrefixAsync(StorageKeys.PreviewPrefix(id), cancellationToken);
    }
}
