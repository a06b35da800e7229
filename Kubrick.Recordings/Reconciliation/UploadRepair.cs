using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Telemetry;
using Kubrick.Storage;
using Kubrick.Storage.Containers;
using MongoDB.Bson;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Finishes an upload whose completion was not reported, because the browser or Uploads died. A completely stored recording becomes <c>ready</c>. One that its client has
/// abandoned becomes <c>ready</c> with what arrived (<see cref="UploadRecovery"/>), or <c>error</c> if nothing did, or if it is no video (<see cref="StoredVideo"/>).
/// </summary>
internal sealed partial class UploadRepair(
    RecordingStore store, PlaceSearch places, UploadInspector inspector, UploadRecovery recovery, StoredVideo video, UploadDeadlines deadlines, ILogger<UploadRepair> logger)
{
    private const string NothingArrived = "Nothing of the recording arrived.";
    private const string GivenUp = "Its client had ended the upload.";
    private const string Expired = "The upload expired before the recording had arrived.";

    /// <summary>Repairs one recording if it can. Safe to repeat, also on several replicas at once.</summary>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task RepairAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (await places.FindAsync(recording, recording.StorageKey, cancellationToken) is not { } place)
        {
            // Its objects are, or may be, in a storage whose settings are not there.
            if (recording.StorageProvider is not null)
            {
                await LoseAsync(recording, cancellationToken);
            }

            return;
        }

        try
        {
            await RepairAsync(recording, place, cancellationToken);
        }
        catch (StorageException exception) when (exception.Error is StorageError.Refused or StorageError.NoBucket && deadlines.IsExpired(recording))
        {
            await LoseAsync(recording, cancellationToken);
        }
    }

    private async Task RepairAsync(Recording recording, StoragePlace place, CancellationToken cancellationToken)
    {
        switch (await inspector.FindAsync(recording, place, cancellationToken))
        {
            case StoredUpload.Whole { Object: var stored }:
                await CompleteAsync(recording, place, stored, cancellationToken);
                break;
            case StoredUpload.Arrived { Object: var arrived } when !recording.IsHeld():
                await AcceptAsync(recording, place, arrived, cancellationToken);
                break;
            case StoredUpload.Recovered { Object: var stored }:
                await recovery.ReportAsync(recording, place, stored, cancellationToken);
                break;
            case StoredUpload.Open open when IsWhole(recording, open) && await JoinAsync(recording, place, open, cancellationToken) is { } joined:
                await CompleteAsync(recording, place, joined, cancellationToken);
                break;
            case StoredUpload.Open open:
                await RepairAsync(recording, place, open, cancellationToken);
                break;
            case StoredUpload.Nothing when deadlines.IsExpired(recording) || (recording.Recovered && deadlines.IsAbandoned(recording)):
                await AbortAsync(recording, recording.UploadSession is null ? NothingArrived : Expired, cancellationToken);
                break;
        }
    }

    /// <summary>Ends an upload for good whose client has set its recording to <c>error</c>, when it expires: until then the client may continue it, and afterwards the storage may release its parts.</summary>
    public async Task ReleaseAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (deadlines.IsExpired(recording))
        {
            await EndAsync(recording, found => UploadDecisions.Abort(found, store.Now()), GivenUp, cancellationToken);
        }
    }

    /// <summary>Moves a file to its key, unless it is no video and would replace what is stored there: that is the only one then.</summary>
    private async Task AcceptAsync(Recording recording, StoragePlace place, StoredObject arrived, CancellationToken cancellationToken)
    {
        if (recording.FindReplaced() is not null && await StoredContainer.FindAsync(place.Reader, arrived, cancellationToken) == ContainerKind.Unknown)
        {
            // Its client may put another one.
            if (deadlines.IsExpired(recording))
            {
                await AbortAsync(recording, RejectUpload.Reason, cancellationToken);
            }

            return;
        }

        // A concurrent completion may have moved it; the next pass finds it then.
        if (await place.Staged.AcceptAsync(recording.StorageKey!, arrived, cancellationToken) is { } accepted)
        {
            await CompleteAsync(recording, place, accepted, cancellationToken);
        }
    }

    // Joining the parts of a replacement would replace what a legal hold keeps.
    private static bool IsWhole(Recording recording, StoredUpload.Open open) => !recording.IsHeld() && !open.Received.HasGap && open.Received.Bytes == recording.DeclaredBytes;

    /// <summary>Ends an upload that is not whole, if its client cannot or does not continue it.</summary>
    private async Task RepairAsync(Recording recording, StoragePlace place, StoredUpload.Open open, CancellationToken cancellationToken)
    {
        var isAbandoned = deadlines.IsAbandoned(recording);
        var canKeep = UploadRecovery.CanKeep(recording, place, open);
        var isEmpty = open.All.Bytes == 0;
        // More than was recovered before, but without the beginning, is left to its client: it may still send that.
        var isWorthless = isEmpty || (recording.Recovered && !canKeep && (open.HasStart || UploadRecovery.HasAsMuch(recording, open)));
        if (canKeep && (isAbandoned || deadlines.IsAboutToExpire(recording)))
        {
            await recovery.RecoverAsync(recording, place, open, cancellationToken);
        }
        else if (deadlines.IsExpired(recording) || (isAbandoned && isWorthless))
        {
            await AbortAsync(recording, isEmpty ? NothingArrived : Expired, cancellationToken);
        }
    }

    /// <summary>Joins the parts; null if the file is no video or not the one that the client declared. Its client sends it again, or it is abandoned.</summary>
    private static async Task<StoredObject?> JoinAsync(Recording recording, StoragePlace place, StoredUpload.Open open, CancellationToken cancellationToken)
    {
        if (await StoredVideo.IsNoneAsync(place, open, cancellationToken))
        {
            return null;
        }

        try
        {
            var joined = await place.Uploads.CompleteAsync(open.Session, open.Received.Parts, recording.UploadSession?.Sha256, cancellationToken);
            return joined.Length == recording.DeclaredBytes ? joined : null;
        }
        catch (StorageException exception) when (exception.Error == StorageError.ChecksumMismatch)
        {
            return null;
        }
    }

    private async Task CompleteAsync(Recording recording, StoragePlace place, StoredObject stored, CancellationToken cancellationToken)
    {
        if (await video.CheckAsync(recording, place, stored, cancellationToken) is not { } mimeType)
        {
            return;
        }

        bool? hasThumbnail = recording.ThumbnailKey is { } thumbnail ? await place.Reader.FindAsync(thumbnail, cancellationToken) is not null : null;
        var claimed = recording.UploadSession?.Sha256;
        var completion = new UploadCompletion(stored.Key, stored.Length, recording.UploadSession?.Duration, hasThumbnail)
        {
            Sha256 = claimed,
            IsSha256Verified = claimed is not null && stored.Sha256 == claimed,
            IsWhole = true,
        };
        completion = StoredVideo.Describe(completion, recording, place, stored, mimeType);
        using var work = BackgroundWork.Start("upload repair");
        var changed = await store.ChangeAsync(
            recording.Id,
            found => found.UploadId == recording.UploadId && found.DeclaredBytes == recording.DeclaredBytes
                ? UploadCompletions.Complete(found, completion, store.Now())
                : ApiErrors.Conflict("Another upload was started or finished in the meantime."),
            cancellationToken);
        if (changed.Is(out _, out _))
        {
            LogCompleted(recording.Id, stored.Length);
            // A PUT that is late would only leave a file that the next upload could be mistaken for.
            await place.Staged.CloseAsync(stored.Key, cancellationToken);
        }
    }

    /// <summary>Ends an upload that nobody can continue, and whose storage is lost. An outage does not end it.</summary>
    private async Task LoseAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (deadlines.IsExpired(recording) && recording.LibraryStatus != RecordingStatus.Error)
        {
            await EndAsync(recording, found => LostUpload.End(found, store.Now()), LostUpload.Reason, cancellationToken);
        }
    }

    private Task AbortAsync(Recording recording, string reason, CancellationToken cancellationToken) =>
        EndAsync(recording, found => UploadDecisions.Abort(found, store.Now(), reason), reason, cancellationToken);

    private async Task EndAsync(Recording recording, Func<Recording, Result<Recording>> end, string reason, CancellationToken cancellationToken)
    {
        using var work = BackgroundWork.Start("upload repair");
        var changed = await store.ChangeAsync(
            recording.Id,
            found => found.Version == recording.Version
                ? end(found)
                : ApiErrors.Conflict("The upload was continued in the meantime."),
            cancellationToken);
        if (changed.Is(out var ended, out _))
        {
            LogAborted(recording.Id, WireNames<RecordingStatus>.Of(ended.Status), reason);
        }
    }

    [LoggerMessage(LogLevel.Information, "Upload repair: abandoned upload of {RecordingId} set to '{Status}': {Reason}")]
    private partial void LogAborted(ObjectId recordingId, string status, string reason);

    [LoggerMessage(LogLevel.Information, "Upload repair: unreported complete upload of {RecordingId} set to ready, {Bytes} bytes")]
    private partial void LogCompleted(ObjectId recordingId, long bytes);
}
