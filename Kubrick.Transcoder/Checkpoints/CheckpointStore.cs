using Kubrick.Storage;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>Reads and writes checkpoints.</summary>
/// <remarks>Every member throws <see cref="StorageException"/> where the storage fails.</remarks>
internal sealed partial class CheckpointStore(IObjectReader reader, IObjectWriter writer, IObjectRemover remover, StorageKeys keys, ILogger<CheckpointStore> logger)
{
    private const long MostBytes = 64 << 20;

    /// <summary>A stream's checkpoint, an empty one where it cannot be read; null where there is none.</summary>
    public async Task<Checkpoint?> FindAsync(string recordingId, CancellationToken cancellationToken)
    {
        var stream = await reader.OpenReadAsync(keys.Checkpoint(recordingId), 0, MostBytes, cancellationToken);
        if (stream is null)
        {
            return null;
        }

        await using (stream)
        {
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellationToken);
            if (CheckpointJson.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) is { } checkpoint)
            {
                return checkpoint;
            }

            // The stream is made again from its first chunk: nothing is lost but time. Null would mean that it may have been brought to its end.
            LogUnreadable(recordingId);
            return new Checkpoint();
        }
    }

    /// <summary>Keeps a stream's checkpoint.</summary>
    public Task SaveAsync(string recordingId, Checkpoint checkpoint, CancellationToken cancellationToken) =>
        writer.PutAsync(keys.Checkpoint(recordingId), CheckpointJson.Write(checkpoint), "application/json", CacheRules.Playlist, cancellationToken);

    /// <summary>Removes a stream's checkpoint.</summary>
    public Task RemoveAsync(string recordingId, CancellationToken cancellationToken) => remover.DeleteAsync(keys.Checkpoint(recordingId), cancellationToken);

    [LoggerMessage(LogLevel.Error, "The checkpoint of {RecordingId} cannot be read; the stream is made from its start again")]
    private partial void LogUnreadable(string recordingId);
}
