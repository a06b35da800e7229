using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Telemetry;
using Kubrick.Storage;
using Microsoft.Extensions.Options;
using MongoDB.Bson;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Finishes an upload whose completion was not reported, because the browser or Uploads died: a completely stored recording becomes <c>ready</c>, and one that
/// no client can continue becomes <c>error</c>. An open-ended upload may still grow: until its client has declared its size, only its expiry ends it.
/// </summary>
internal sealed partial class UploadRepair(
    RecordingStore store, StoragePlaces places, IOptions<StorageOptions> options, TimeProvider clock, ILogger<UploadRepair> logger)
{
    /// <summary>Repairs one recording if it can. Safe to repeat, also on several replicas at once.</summary>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task RepairAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (places.Of(recording) is not { } place)
        {
            // Its objects are in a storage whose settings are not there.
            return;
        }

        if (await FindCompleteAsync(recording, place, cancellationToken) is { } stored)
        {
            await CompleteAsync(recording, place, stored, cancellationToken);
        }
        else if (IsExpired(recording))
        {
            await AbortAsync(recording, cancellationToken);
        }
    }

    /// <summary>The completely stored video, joined from its parts if all of them are stored; else null.</summary>
    private async Task<StoredObject?> FindCompleteAsync(Recording recording, StoragePlace place, CancellationToken cancellationToken)
    {
        if (recording.StorageKey is not { } key || recording is { UploadSession.IsOpenEnded: true, DeclaredBytes: null })
        {
            return null;
        }

        // One PUT stores all or nothing. A video without a declared size may be replaced until its upload expires.
        if (await place.Reader.FindAsync(key, cancellationToken) is { Length: > 0 } stored
            && (recording.DeclaredBytes is { } expected ? stored.Length == expected : IsExpired(recording))
            && IsClaimed(stored, recording.UploadSession))
        {
            return stored;
        }

        if (recording is not { DeclaredBytes: { } declared, UploadId: { } uploadId, UploadSession: { } facts })
        {
            return null;
        }

        var session = new UploadSession(key, uploadId, facts.ChunkSize, facts.ExpiresAt);
        return await place.Uploads.FindReceivedAsync(session, cancellationToken) is { } received && AreComplete(received.Parts, declared, facts.ChunkSize)
            ? await JoinAsync(place.Uploads, session, received.Parts, facts.Sha256, cancellationToken)
            : null;
    }

    /// <summary>Joins the parts; null if the file is not the one that the client declared. Its client sends it again, or it expires.</summary>
    private static async Task<StoredObject?> JoinAsync(
        IResumableUploads uploads, UploadSession session, IReadOnlyList<UploadedPart> parts, string? sha256, CancellationToken cancellationToken)
    {
        try
        {
            return await uploads.CompleteAsync(session, parts, sha256, cancellationToken);
        }
        catch (StorageException exception) when (exception.Error == StorageError.ChecksumMismatch)
        {
            return null;
        }
    }

    /// <summary>Whether the object can be the one that the client declared: it may be an earlier upload of the same size.</summary>
    private static bool IsClaimed(StoredObject stored, UploadSessionFacts? facts) =>
        facts?.Sha256 is not { } claimed || stored.Sha256 is not { } actual || claimed == actual;

    /// <summary>Whether these are the parts 1 to n, each of the session's chunk size except the last, with the declared total.</summary>
    private static bool AreComplete(IReadOnlyList<UploadedPart> parts, long declared, long chunkSize)
    {
        var total = PartSizes.Count(declared, chunkSize);
        var last = declared - ((total - 1) * chunkSize);
        return parts.Count == total
            && parts.OrderBy(part => part.PartNumber)
                .Select((part, i) => part.PartNumber == i + 1 && part.Length == (i + 1 == total ? last : chunkSize))
                .All(fits => fits);
    }

    private async Task CompleteAsync(Recording recording, StoragePlace place, StoredObject stored, CancellationToken cancellationToken)
    {
        bool? hasThumbnail = recording.ThumbnailKey is { } thumbnail ? await place.Reader.FindAsync(thumbnail, cancellationToken) is not null : null;
        var claimed = recording.UploadSession?.Sha256;
        var completion = new UploadCompletion(stored.Key, stored.Length, Duration: null, hasThumbnail)
        {
            Sha256 = claimed,
            IsSha256Verified = claimed is not null && stored.Sha256 == claimed,
        };
        using var work = BackgroundWork.Start("upload repair");
        var changed = await store.ChangeAsync(
            recording.Id,
            found => found.UploadId == recording.UploadId && found.DeclaredBytes == recording.DeclaredBytes
                ? UploadDecisions.Complete(found, completion, store.Now())
                : ApiErrors.Conflict("Another upload was started or finished in the meantime."),
            cancellationToken);
        if (changed.Is(out _, out _))
        {
            LogCompleted(recording.Id, stored.Length);
        }
    }

    /// <summary>Whether the session has expired or, without one, the recording has not changed for the lifetime of a session.</summary>
    private bool IsExpired(Recording recording) =>
        (recording.UploadSession?.ExpiresAt ?? (recording.UpdatedAt + options.Value.UploadLifetime)) <= clock.GetUtcNow();

    private async Task AbortAsync(Recording recording, CancellationToken cancellationToken)
    {
        using var work = BackgroundWork.Start("upload repair");
        var changed = await store.ChangeAsync(
            recording.Id,
            found => found.Version == recording.Version
                ? UploadDecisions.Abort(found, store.Now())
                : ApiErrors.Conflict("The upload was continued in the meantime."),
            cancellationToken);
        if (changed.Is(out _, out _))
        {
            LogAborted(recording.Id);
        }
    }

    [LoggerMessage(LogLevel.Information, "Upload repair: expired incomplete upload of {RecordingId} set to error")]
    private partial void LogAborted(ObjectId recordingId);

    [LoggerMessage(LogLevel.Information, "Upload repair: unreported complete upload of {RecordingId} set to ready, {Bytes} bytes")]
    private partial void LogCompleted(ObjectId recordingId, long bytes);
}
