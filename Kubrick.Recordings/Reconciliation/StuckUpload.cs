using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Recordings;
using Kubrick.Recordings.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using MongoDB.Bson;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Ends one upload whose end nobody told, because the browser or Uploads died before the word: what is stored whole becomes <c>ready</c>.
/// </summary>
internal sealed partial class StuckUpload(
    RecordingStore store, IObjectReader reader, IResumableUploads uploads, StorageLocation location, ILogger<StuckUpload> logger)
{
    /// <summary>Does what the storage allows. Asking again is safe, for several replicas at once too.</summary>
    /// <exception cref="StorageException">The storage could not be asked.</exception>
    public async Task HealAsync(Recording recording, CancellationToken cancellationToken)
    {
        var isHere = recording.StorageProvider == location.Provider && recording.StorageBucket == location.Bucket;
        if (recording.StorageProvider is not null && !isHere)
        {
            // What another storage holds cannot be known here.
            return;
        }

        if (await FindWholeAsync(recording, cancellationToken) is { } stored)
        {
            await CompleteAsync(recording, stored, cancellationToken);
        }
    }

    /// <summary>The video, where all of it is stored; joined from its parts, where those are all there.</summary>
    private async Task<StoredObject?> FindWholeAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (recording is not { StorageKey: { } key, DeclaredBytes: { } declared })
        {
            return null;
        }

        if (await reader.FindAsync(key, cancellationToken) is { } stored && stored.Length == declared)
        {
            return stored;
        }

        if (recording is not { UploadId: { } uploadId, UploadSession: { } facts })
        {
            return null;
        }

        var session = new UploadSession(key, uploadId, facts.ChunkSize, facts.ExpiresAt);
        return await uploads.FindReceivedAsync(session, cancellationToken) is { } received && AreWhole(received.Parts, declared, facts.ChunkSize)
            ? await uploads.CompleteAsync(session, received.Parts, cancellationToken)
            : null;
    }

    /// <summary>Whether these are the parts 1 to n, each as long as the session has it, and together the declared file.</summary>
    private static bool AreWhole(IReadOnlyList<UploadedPart> parts, long declared, long chunkSize)
    {
        var total = ChunkSizes.Count(declared, chunkSize);
        var last = declared - ((total - 1) * chunkSize);
        return parts.Count == total
            && parts.OrderBy(part => part.PartNumber)
                .Select((part, i) => part.PartNumber == i + 1 && part.Length == (i + 1 == total ? last : chunkSize))
                .All(fits => fits);
    }

    private async Task CompleteAsync(Recording recording, StoredObject stored, CancellationToken cancellationToken)
    {
        var completion = new UploadCompletion(stored.Key, stored.Length, Duration: null);
        var decision = await store.ChangeAsync(
            recording.Id,
            found => found.UploadId == recording.UploadId && found.DeclaredBytes == recording.DeclaredBytes
                ? UploadDecisions.Complete(found, completion, store.Now())
                : ApiErrors.Conflict("Another upload was begun or ended meanwhile."),
            cancellationToken);
        if (decision.Recording is not null)
        {
            LogHealed(recording.Id, stored.Length);
        }
    }

    [LoggerMessage(LogLevel.Information, "The upload of {RecordingId} was complete ({Bytes} bytes) but never reported; it is ready now")]
    private partial void LogHealed(ObjectId recordingId, long bytes);
}
