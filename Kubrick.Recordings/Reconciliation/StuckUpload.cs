using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Microsoft.Extensions.Options;
using MongoDB.Bson;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Ends one upload whose end nobody told, because the browser or Uploads died before the word: what is stored whole becomes
/// <c>ready</c>, and what nobody can go on with any more becomes <c>error</c>.
/// </summary>
internal sealed partial class StuckUpload(
    RecordingStore store, IObjectReader reader, IResumableUploads uploads, StorageLocation location, IOptions<StorageOptions> options,
    TimeProvider clock, ILogger<StuckUpload> logger)
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
        else if (IsOver(recording))
        {
            await GiveUpAsync(recording, cancellationToken);
        }
    }

    /// <summary>The video, where all of it is stored; joined from its parts, where those are all there.</summary>
    private async Task<StoredObject?> FindWholeAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (recording.StorageKey is not { } key)
        {
            return null;
        }

        // One PUT stores all or nothing. Where its size was never declared, it may still be replaced for as long as anybody may come back.
        if (await reader.FindAsync(key, cancellationToken) is { Length: > 0 } stored
            && (recording.DeclaredBytes is { } expected ? stored.Length == expected : IsOver(recording)))
        {
            return stored;
        }

        if (recording is not { DeclaredBytes: { } declared, UploadId: { } uploadId, UploadSession: { } facts })
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
        bool? hasThumbnail = recording.ThumbnailKey is { } thumbnail ? await reader.FindAsync(thumbnail, cancellationToken) is not null : null;
        var completion = new UploadCompletion(stored.Key, stored.Length, Duration: null, hasThumbnail);
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

    /// <summary>Whether the session has ended or, where there is none, nobody came for as long as one lasts.</summary>
    private bool IsOver(Recording recording) =>
        (recording.UploadSession?.ExpiresAt ?? (recording.UpdatedAt + options.Value.UploadLifetime)) <= clock.GetUtcNow();

    private async Task GiveUpAsync(Recording recording, CancellationToken cancellationToken)
    {
        var decision = await store.ChangeAsync(
            recording.Id,
            found => found.Version == recording.Version
                ? UploadDecisions.Abort(found, store.Now())
                : ApiErrors.Conflict("Somebody came back to the upload."),
            cancellationToken);
        if (decision.Recording is not null)
        {
            LogGivenUp(recording.Id);
        }
    }

    [LoggerMessage(LogLevel.Information, "The time of the upload of {RecordingId} is over and it is not stored whole; it is an error now")]
    private partial void LogGivenUp(ObjectId recordingId);

    [LoggerMessage(LogLevel.Information, "The upload of {RecordingId} was complete ({Bytes} bytes) but never reported; it is ready now")]
    private partial void LogHealed(ObjectId recordingId, long bytes);
}
