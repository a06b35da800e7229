using Kubrick.Contracts.Recordings;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Microsoft.Extensions.Options;
using MongoDB.Bson;

namespace Kubrick.Recordings.Deletion;

/// <summary>
/// Deletes recordings in steps that survive a crash: the document becomes a tombstone, which no read finds; the objects are removed; when no
/// URL can store anything any more the storage is swept again and the tombstone goes (<c>docs/recordings.md</c>, Deletion).
/// </summary>
internal sealed partial class RecordingDeletion(
    RecordingStore store, TombstoneStore tombstones, StoredObjects objects, IOptions<DeletionOptions> options, IOptions<StorageOptions> storage,
    TimeProvider clock, ILogger<RecordingDeletion> logger)
{
    // How long another process leaves a deletion alone that this one works on.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Deletes a recording for good, and removes its objects now if the storage lets it.</summary>
    /// <returns>Null when it is deleted; else the answer: 404, or 412 where <paramref name="allows"/> refuses the version.</returns>
    public async Task<ApiErrorResult?> DeleteAsync(ObjectId id, Func<long, bool> allows, CancellationToken cancellationToken)
    {
        var decision = await store.ChangeAsync(id, recording => allows(recording.Version) ? Bury(recording) : ApiErrors.PreconditionFailed(), cancellationToken);
        if (decision.Recording is not { } tombstone)
        {
            return decision.Refusal;
        }

        using var patience = new CancellationTokenSource(options.Value.Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await AdvanceAsync(tombstone, both.Token);
        }
        catch (Exception exception)
        {
            // Whatever is slow or away, and be it the client: the deletion is stored, and the background job goes on with it.
            LogLeft(tombstone.Id, exception.GetType().Name);
        }

        return null;
    }

    /// <summary>Does the next step of a deletion that is due. A storage that is away makes the step due again, later each time.</summary>
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
        var sweepAt = tombstone.DeletedAt!.Value + storage.Value.WriteUrlLifetime + options.Value.Margin;
        if (tombstone.Deletion!.ObjectsRemovedAt is null)
        {
            var removed = new RecordingDeleted(tombstone.Id.ToString(), tombstone.StorageKey, tombstone.UploadId, tombstone.DeletedAt.Value);
            var progress = new DeletionProgress { DueAt = sweepAt, ObjectsRemovedAt = now };
            await store.TryWriteAsync(tombstone, (tombstone with { Deletion = progress }).Raise(removed, now), cancellationToken);
        }
        else if (now >= sweepAt && !await tombstones.RemoveAsync(tombstone, cancellationToken))
        {
            // Its events are not yet published.
            await PostponeAsync(tombstone, cancellationToken);
        }
    }

    private Recording Bury(Recording recording)
    {
        var now = store.Now();
        return recording with { DeletedAt = now, Deletion = new DeletionProgress { DueAt = now + Lease } };
    }

    private async Task PostponeAsync(Recording tombstone, CancellationToken cancellationToken)
    {
        var failures = tombstone.Deletion!.Failures;
        var wait = TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, options.Value.RetryAfter.TotalSeconds * Math.Pow(2, Math.Min(failures, 20))));
        var progress = tombstone.Deletion with { Failures = failures + 1, DueAt = store.Now() + wait };
        await store.TryWriteAsync(tombstone, tombstone with { Deletion = progress }, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "The deletion of {RecordingId} is left to the background: {Kind}")]
    private partial void LogLeft(ObjectId recordingId, string kind);

    [LoggerMessage(LogLevel.Warning, "The objects of the deleted recording {RecordingId} are still stored ({Error}): {Reason}")]
    private partial void LogPostponed(ObjectId recordingId, StorageError error, string reason);
}
