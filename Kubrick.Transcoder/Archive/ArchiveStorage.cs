using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Archive;

/// <summary>The archive's object in the storage. Everything may be done again by another worker.</summary>
internal sealed partial class ArchiveStorage(
    IMultipartWriter writer, IResumableUploads uploads, IObjectReader reader, IObjectRemover remover, StorageLocation location, StorageKeys keys, StorageRetry retry,
    ILogger<ArchiveStorage> logger)
{
    /// <summary>Where the object lies.</summary>
    public StorageLocation Location => location;

    /// <summary>Goes on with the upload that the checkpoint names, or begins one and names it there before the first byte is sent.</summary>
    public async Task<ArchiveUpload> OpenAsync(
        TranscodeStream job, string contentType, CheckpointKeeper checkpoint, StreamProgress progress, CancellationToken cancellationToken)
    {
        if (checkpoint.Current.Archive is { } known)
        {
            var received = await retry.RunAsync(job.RecordingId, progress, cancel => uploads.FindReceivedAsync(known.ToUpload(), cancel), cancellationToken);
            if (received is not null)
            {
                return new ArchiveUpload(known, received.Parts.ToDictionary(part => part.PartNumber), IsComplete: false);
            }

            var stored = await retry.RunAsync(job.RecordingId, progress, cancel => reader.FindAsync(known.Key, cancel), cancellationToken);
            if (stored is not null)
            {
                return new ArchiveUpload(known, new Dictionary<int, UploadedPart>(), IsComplete: true);
            }

            LogGone(job.RecordingId);
        }

        var key = keys.Video(job.RecordingId, job.CreatedAt, job.StorageSequence, contentType);
        var begun = await retry.RunAsync(job.RecordingId, progress, cancel => writer.BeginAsync(key, contentType, cancel), cancellationToken);
        var session = new ArchiveSession(key, contentType, begun.UploadId, begun.PartSize);
        await checkpoint.UpdateAsync(current => current with { Archive = session }, cancellationToken);
        return new ArchiveUpload(session, new Dictionary<int, UploadedPart>(), IsComplete: false);
    }

    /// <summary>Stores a part, where it is not there yet.</summary>
    public Task<UploadedPart> PutPartAsync(
        string recordingId, ArchiveUpload upload, int number, ReadOnlyMemory<byte> bytes, StreamProgress progress, CancellationToken cancellationToken)
    {
        if (upload.IsComplete)
        {
            return Task.FromResult(new UploadedPart(number, "", bytes.Length));
        }

        // The same log cut at the same places: a part of that size holds those bytes.
        return upload.Stored.TryGetValue(number, out var stored) && stored.Length == bytes.Length
            ? Task.FromResult(stored)
            : retry.RunAsync(recordingId, progress, cancel => writer.PutPartAsync(upload.Session.ToUpload(), number, bytes, cancel), cancellationToken);
    }

    /// <summary>Makes the object of its parts.</summary>
    /// <exception cref="StreamFailure">The storage failed for too long, or holds other bytes.</exception>
    public async Task CompleteAsync(
        string recordingId, ArchiveUpload upload, IReadOnlyList<UploadedPart> parts, long bytes, StreamProgress progress, CancellationToken cancellationToken)
    {
        var stored = upload.IsComplete
            ? await retry.RunAsync(recordingId, progress, cancel => reader.FindAsync(upload.Session.Key, cancel), cancellationToken)
            : await retry.RunAsync(recordingId, progress, cancel => uploads.CompleteAsync(upload.Session.ToUpload(), parts, cancel), cancellationToken);
        if (stored?.Length != bytes)
        {
            throw new StreamFailure(StreamErrorCodes.StorageFailed, "The storage does not hold what the recorder sent.");
        }
    }

    /// <summary>Throws away what was stored of the archive.</summary>
    public async Task DiscardAsync(string recordingId, ArchiveSession session, StreamProgress progress, CancellationToken cancellationToken)
    {
        await retry.RunAsync(recordingId, progress, cancel => uploads.AbortAsync(session.ToUpload(), cancel), cancellationToken);
        await retry.RunAsync(recordingId, progress, cancel => remover.DeleteAsync(session.Key, cancel), cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The upload of the archive of {RecordingId} is gone; it is begun again from the first byte")]
    private partial void LogGone(string recordingId);
}
