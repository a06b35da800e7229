using Kubrick.Contracts.Recordings;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Microsoft.Extensions.Options;
using MongoDB.Bson;

namespace Kubrick.Recordings.Deletion;

/// <summary>
/// Deletes recordings in steps that survive a crash: the document becomes a tombstone, which no read returns; the objects are removed; when no
/// signed URL is valid any more, they are removed again, and then the tombstone (<c>docs/recordings-lifecycle.md</c>, Deletion).
/// </summary>
internal sealed partial class RecordingDeletion(
    RecordingStore store, TombstoneStore tombstones, PartHashStore partHashes, StoredObjects objects, IOptions<DeletionOptions> options, IOptions<StorageOptions> storage,
    TimeProvider clock, ILogger<RecordingDeletion> logger)
{
    // For this time other processes leave the deletion to this one.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromHours(1);

    /// <summary>Deletes a recording, and removes its objects within the request if the storage is available.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="refuse">Why the newest version may not be deleted; null where it may.</param>
    /// <param name="cancellationToken">The request's.</param>
    /// <returns>The tombstone; 404; 409 where a legal hold keeps it; or the error of <paramref name="refuse"/>.</returns>
    public async Task<Result<Recording>> DeleteAsync(ObjectId id, Func<Recording, ApiErrorResult?> refuse, CancellationToken cancellationToken)
    {
        var deleted = await store.ChangeAsync(id, recording => Refuse(recording, refuse) is { } refusal ? refusal : ToTombstone(recording), cancellationToken);
        if (!deleted.Is(out var tombstone, out var error))
        {
            return ReferenceEquals(error, RecordingStore.Unwritable) && await store.FindAsync(id, cancellationToken) is { } unwritable
                ? await RemoveAsync(unwritable, refuse, cancellationToken)
                : error;
        }

        using var timeout = new CancellationTokenSource(options.Value.RequestTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await AdvanceAsync(tombstone, both.Token);
        }
        catch (Exception exception)
        {
            // Whatever failed, even if the client disconnected: the tombstone is stored, and the background job continues.
            LogDeferred(tombstone.Id, exception.GetType().Name);
        }

        return tombstone;
    }

    /// <summary>Takes the next step of a due deletion. A failure of the storage makes the step due again, later each time.</summary>
    public async Task AdvanceAsync(Recording tombstone, CancellationToken cancellationToken)
    {
        try
        {
            await objects.RemoveAsync(tombstone, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogPostponed(tombstone.Id, exception.Error, exception.Message);
            await PostponeAsync(tombstone, cancellationToken);
            return;
        }

        var now = store.Now();
        var sweepAt = tombstone.DeletedAt!.Value + storage.Value.WriteUrlLifetime + options.Value.FinalSweepDelay;
        if (tombstone.Deletion!.ObjectsRemovedAt is null)
        {
            var removed = new RecordingDeleted(tombstone.Id.ToString(), tombstone.StorageKey, tombstone.UploadId, tombstone.DeletedAt.Value)
            {
                Provider = tombstone.StorageProvider,
                Bucket = tombstone.StorageBucket,
            };
            var progress = new DeletionProgress { DueAt = sweepAt, ObjectsRemovedAt = now };
            await store.TryWriteAsync(tombstone, (tombstone with { Deletion = progress }).Raise(removed, now), cancellationToken);
        }
        else if (now >= sweepAt)
        {
            await partHashes.RemoveAsync(tombstone.Id, cancellationToken);
            if (!await tombstones.RemoveAsync(tombstone, cancellationToken))
            {
                // Its events are still unpublished.
                await PostponeAsync(tombstone, cancellationToken);
            }
        }
    }

    // The document cannot become a tombstone. Objects first: without the document nobody knows their keys.
    private async Task<Result<Recording>> RemoveAsync(Recording recording, Func<Recording, ApiErrorResult?> refuse, CancellationToken cancellationToken)
    {
        if (Refuse(recording, refuse) is { } refusal)
        {
            return refusal;
        }

        await objects.RemoveAsync(recording, cancellationToken);
        await partHashes.RemoveAsync(recording.Id, cancellationToken);
        return await store.RemoveAsync(recording.Id, cancellationToken) ? recording : RecordingStore.NotFound(recording.Id);
    }

    private static ApiErrorResult? Refuse(Recording recording, Func<Recording, ApiErrorResult?> refuse) =>
        recording.LegalHold ? ApiErrors.Conflict("A legal hold keeps this recording; set 'legalHold' to false before deleting it.") : refuse(recording);

    private Recording ToTombstone(Recording recording)
    {
        var now = store.Now();
        return recording with { DeletedAt = now, Deletion = new DeletionProgress { DueAt = now + Lease } };
    }

    private async Task PostponeAsync(Recording tombstone, CancellationToken cancellationToken)
    {
        var failures = tombstone.Deletion!.Failures;
        var wait = TimeSpan.FromSeconds(Math.Min(MaxRetryDelay.TotalSeconds, options.Value.RetryDelay.TotalSeconds * Math.Pow(2, Math.Min(failures, 20))));
        var progress = tombstone.Deletion with { Failures = failures + 1, DueAt = store.Now() + wait };
        await store.TryWriteAsync(tombstone, tombstone with { Deletion = progress }, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Deletion deferred to the background job: {RecordingId}: {Kind}")]
    private partial void LogDeferred(ObjectId recordingId, string kind);

    [LoggerMessage(LogLevel.Warning, "Deletion postponed: the objects of {RecordingId} could not be removed ({Error}): {Reason}")]
    private partial void LogPostponed(ObjectId recordingId, StorageError error, string reason);
}
