using Kubrick.Recordings.Database;
using Kubrick.Recordings.Deletion;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Microsoft.Extensions.Options;
using MongoDB.Bson;

namespace Kubrick.Recordings.Moving;

/// <summary>
/// Moves one recording while the system runs (<c>docs/storage-move.md</c>): notes where it is being copied to, so that a deletion removes the copies, too; copies and
/// proves every object; switches the document, on condition that nothing changed since; leaves the old objects until no signed URL of them is valid any more.
/// </summary>
internal sealed class RecordingMove(
    RecordingStore store, StoredObjects objects, OldCopies old, MoveCandidates candidates, StorageKeys keys, IOptions<StorageOptions> storage, TimeProvider clock)
{
    private const int Attempts = 8;

    /// <summary>For clocks that differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>Moves a recording. Safe to repeat after a crash in any step.</summary>
    /// <param name="id">The recording.</param>
    /// <param name="from">Where it is.</param>
    /// <param name="to">Where it will be.</param>
    /// <param name="deletesAtOnce">Whether the old objects are removed now, which breaks off viewers who read them.</param>
    /// <param name="cancellationToken">Cancels the move; it can be continued.</param>
    public async Task<MoveOutcome> MoveAsync(ObjectId id, StoragePlace from, StoragePlace to, bool deletesAtOnce, CancellationToken cancellationToken)
    {
        MoveClaim? claim = null;
        var copy = new RecordingCopy(from, to, keys, cancel => claim!.CheckAsync(cancel));
        var token = Guid.NewGuid().ToString("N");
        Recording? claimed = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindAsync(id, cancellationToken) is not { } recording)
            {
                await RemoveCopiesAsync(claimed, to, cancellationToken);
                return new MoveOutcome.Gone();
            }

            if (!await candidates.IsInAsync(recording, from, cancellationToken))
            {
                return new MoveOutcome.Gone();
            }

            if (MoveRules.Refuse(recording, to.Location, keys) is { } reason)
            {
                return new MoveOutcome.Skipped(reason);
            }

            if (claimed is not null && recording.StorageCopy is { RemoveAt: null } other && other.IsAt(to.Location.Provider, to.Location.Bucket) && other.Token != token)
            {
                return new MoveOutcome.Skipped("another run moves it");
            }

            var begun = new StorageCopy { Provider = to.Location.Provider, Bucket = to.Location.Bucket, StartedAt = store.Now(), Token = token };
            // A document that names no place names the old one from now on: as soon as the first copies are in the new place, both places have objects of it.
            if (!(await ChangeAsync(
                recording, found => found.At(from.Location.Provider, from.Location.Bucket) with { StorageCopy = begun }, cancellationToken)).Is(out var current, out var error))
            {
                if (Failure(error) is { } failure)
                {
                    return failure;
                }

                continue;
            }

            claimed = current;
            await using var renewed = claim = new MoveClaim(store, current, token, clock);
            var fault = await TryCopyAsync(current, copy, claim, cancellationToken);
            current = await claim.EndAsync();
            if (fault is not null)
            {
                if (await store.FindAsync(id, cancellationToken) is { } unchanged && unchanged.Version == current.Version)
                {
                    return new MoveOutcome.Failed(fault);
                }

                // It was deleted or changed in the meantime, which may be the cause.
                continue;
            }

            var left = new StorageCopy { Provider = from.Location.Provider, Bucket = from.Location.Bucket, StartedAt = begun.StartedAt, RemoveAt = RemovalTime(deletesAtOnce) };
            var switched = await ChangeAsync(current, found => Switch(found, from.Location, to.Location) with { StorageCopy = left }, cancellationToken);
            if (switched.Is(out var moved, out error))
            {
                if (deletesAtOnce)
                {
                    await old.RemoveAsync(moved, cancellationToken);
                }

                return new MoveOutcome.Moved(copy.Copied.Count, copy.Copied.Sum(found => found.Source.Length));
            }

            if (Failure(error) is { } refused)
            {
                return refused;
            }
        }

        return new MoveOutcome.Failed("it was changed at the same time, again and again");
    }

    /// <summary>The recording in its new place, where its objects are new ones.</summary>
    private static Recording Switch(Recording recording, StorageLocation from, StorageLocation to) => recording with
    {
        StorageProvider = to.Provider,
        StorageBucket = to.Bucket,
        StoredVersion = null,
        Earlier =
        [
            .. recording.Earlier.Select(kept => kept.IsAt(from.Provider, from.Bucket) ? kept with { Provider = to.Provider, Bucket = to.Bucket, Version = null } : kept),
        ],
    };

    /// <summary>Changes exactly this version. A version in between may have other objects.</summary>
    private Task<Result<Recording>> ChangeAsync(Recording seen, Func<Recording, Recording> change, CancellationToken cancellationToken) => store.ChangeAsync(
        seen.Id, found => found.Version == seen.Version ? change(found) : ApiErrors.Conflict("The recording was changed in the meantime."), cancellationToken);

    /// <summary>Why the change cannot be repeated; null if it can: another change was faster, or the recording was deleted.</summary>
    private static MoveOutcome.Failed? Failure(ApiErrorResult error) => ReferenceEquals(error, RecordingStore.Unwritable)
        ? new MoveOutcome.Failed("its document is too large or too damaged to be changed")
        : null;

    /// <summary>Copies the objects; returns why they could not be copied, or null.</summary>
    private async Task<string?> TryCopyAsync(Recording recording, RecordingCopy copy, MoveClaim claim, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, claim.Lost);
        try
        {
            await copy.CopyAsync(recording, either.Token);
            return Fault(recording, copy);
        }
        catch (OperationCanceledException) when (claim.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return "its claim was taken away";
        }
        catch (StorageException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Why the copies are not the recording; null if they are.</summary>
    private string? Fault(Recording recording, RecordingCopy copy)
    {
        if (MoveRules.RequiredKey(recording, keys) is { } required && copy.Find(required) is null)
        {
            return $"its object '{required}' does not exist";
        }

        return recording is { Sha256Verified: true, Sha256: { } sha256, StorageKey: { } key } && copy.Find(key) is { } video && video.Sha256 != sha256
            ? $"its object '{key}' has another SHA-256 than it had when it was stored"
            : null;
    }

    /// <summary>Viewers hold signed URLs of the old objects, and browsers may hold signed URLs that write a thumbnail.</summary>
    private DateTimeOffset RemovalTime(bool deletesAtOnce)
    {
        var options = storage.Value;
        var longest = options.ReadUrlLifetime > options.WriteUrlLifetime ? options.ReadUrlLifetime : options.WriteUrlLifetime;
        return deletesAtOnce ? store.Now() : store.Now() + longest + Margin;
    }

    /// <summary>The recording was deleted while its objects were being copied; its deletion may have been faster than the last copies.</summary>
    private async Task RemoveCopiesAsync(Recording? claimed, StoragePlace to, CancellationToken cancellationToken)
    {
        if (claimed is not null)
        {
            await objects.RemoveAsync(claimed, to, cancellationToken);
        }
    }
}
