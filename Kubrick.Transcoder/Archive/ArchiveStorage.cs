using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Archive;

/// <summary>Stores the archive's object by a multipart upload. Another worker may repeat every step.</summary>
internal sealed partial class ArchiveStorage(
    IMultipartWriter writer, IResumableUploads uploads, IObjectReader reader, IObjectRemover remover, StorageLocation location, StorageKeys keys,
    ILogger<ArchiveStorage> logger)
{
    /// <summary>Where the object is stored.</summary>
    public StorageLocation Location => location;

    /// <summary>Resumes the upload that the checkpoint names, or starts one and notes it in the checkpoint before the first byte is sent.</summary>
    public async Task<ArchiveUpload> OpenAsync(OwnedStream stream, string contentType, CheckpointKeeper checkpoint, CancellationToken cancellationToken)
    {
        if (checkpoint.Current.Archive is { } known)
        {
            var received = await stream.Retry.RunAsync(cancel => uploads.FindReceivedAsync(known.ToUpload(), cancel), cancellationToken);
            if (received is not null)
            {
                return new ArchiveUpload(known, received.Parts.ToDictionary(part => part.PartNumber), IsComplete: false);
            }

            var stored = await stream.Retry.RunAsync(cancel => reader.FindAsync(known.Key, cancel), cancellationToken);
            if (stored is not null)
            {
                return new ArchiveUpload(known, new Dictionary<int, UploadedPart>(), IsComplete: true);
            }

            LogUploadGone(stream.Id);
        }

        var key = keys.Video(stream.Id, stream.Job.CreatedAt, stream.Job.StorageSequence, contentType);
        var started = await stream.Retry.RunAsync(cancel => writer.StartAsync(key, contentType, cancel), cancellationToken);
        var session = new ArchiveSession(key, contentType, started.UploadId, started.PartSize);
        await checkpoint.UpdateAsync(current => current with { Archive = session }, cancellationToken);
        return new ArchiveUpload(session, new Dictionary<int, UploadedPart>(), IsComplete: false);
    }

    /// <summary>Stores a part, unless it is stored already.</summary>
    public Task<UploadedPart> PutPartAsync(OwnedStream stream, ArchiveUpload upload, int number, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (upload.IsComplete)
        {
            return Task.FromResult(new UploadedPart(number, "", bytes.Length));
        }

        // Every worker cuts the same log at the same places: a stored part of this size has these bytes.
        return upload.Stored.TryGetValue(number, out var stored) && stored.Length == bytes.Length
            ? Task.FromResult(stored)
            : stream.Retry.RunAsync(cancel => writer.PutPartAsync(upload.Session.ToUpload(), number, bytes, cancel), cancellationToken);
    }

    /// <summary>Completes the object from its parts.</summary>
    /// <exception cref="StreamFailure">The storage failed for too long, or has other bytes.</exception>
    public async Task CompleteAsync(OwnedStream stream, ArchiveUpload upload, IReadOnlyList<UploadedPart> parts, long bytes, CancellationToken cancellationToken)
    {
        var stored = upload.IsComplete
            ? await stream.Retry.RunAsync(cancel => reader.FindAsync(upload.Session.Key, cancel), cancellationToken)
            : await stream.Retry.RunAsync(cancel => uploads.CompleteAsync(upload.Session.ToUpload(), parts, cancel), cancellationToken);
        if (stored?.Length != bytes)
        {
            throw new StreamFailure(StreamErrorCodes.StorageFailed, "The storage does not contain what the recorder sent.");
        }
    }

    /// <summary>Removes what was stored of the archive.</summary>
    public async Task DiscardAsync(StorageRetry retry, ArchiveSession session, CancellationToken cancellationToken)
    {
        await retry.RunAsync(cancel => uploads.AbortAsync(session.ToUpload(), cancel), cancellationToken);
        await retry.RunAsync(cancel => remover.DeleteAsync(session.Key, cancel), cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Archive upload gone: stream {RecordingId} is uploaded again from its first byte")]
    private partial void LogUploadGone(string recordingId);
}

/// <summary>The archive's upload, and what other workers stored of it.</summary>
/// <param name="Session">The upload.</param>
/// <param name="Stored">The stored parts, by number.</param>
/// <param name="IsComplete">Whether another worker completed it, so that nothing is left to send.</param>
internal sealed record ArchiveUpload(ArchiveSession Session, IReadOnlyDictionary<int, UploadedPart> Stored, bool IsComplete);
