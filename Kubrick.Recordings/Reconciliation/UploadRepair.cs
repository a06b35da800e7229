using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Telemetry;
using Kubrick.Storage;
using MongoDB.Bson;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Finishes an upload whose completion was not reported, because the browser or Uploads died. A completely stored recording becomes <c>ready</c>. One that its client has
/// abandoned becomes <c>ready</c> with what arrived (<see cref="UploadRecovery"/>), or <c>error</c> if nothing did, or if it is no video (<see cref="StoredVideo"/>).
/// </summary>
internal sealed partial class UploadRepair(
    RecordingStore store, StoragePlaces places, UploadInspector inspector, UploadRecovery recovery, StoredVideo video, UploadDeadlines deadlines, ILogger<UploadRepair> logger)
{
    private const string NothingArrived = "Nothing of the recording arrived.";
    private const string Expired = "The upload expired before the recording had arrived.";

    /// <summary>Repairs one recording if it can. Safe to repeat, also on several replicas at once.</summary>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task RepairAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (places.Of(recording) is not { } place)
        {
            // Its objects are in a storage whose settings are not there.
            return;
        }

        switch (await inspector.FindAsync(recording, place, cancellationToken))
        {
            case StoredUpload.Whole { Object: var stored }:
                await CompleteAsync(recording, place, stored, cancellationToken);
                break;
            case StoredUpload.Recovered { Object: var stored }:
                await recovery.ReportAsync(recording, place, stored, stored.Length, cancellationToken);
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

    // Joining the parts of a replacement would replace what a legal hold keeps.
    private static bool IsWhole(Recording recording, StoredUpload.Open open) => !recording.IsHeld() && !open.Received.HasGap && open.Received.Bytes == recording.DeclaredBytes;

    /// <summary>Ends an upload that is not whole, if its client cannot or does not continue it.</summary>
    private async Task RepairAsync(Recording recording, StoragePlace place, StoredUpload.Open open, CancellationToken cancellationToken)
    {
        var isAbandoned = deadlines.IsAbandoned(recording);
        // Completing an upload discards what arrived after a gap, and only its client can close the gap: it may, while the storage keeps the parts.
        var isDue = deadlines.IsAboutToExpire(recording) || (isAbandoned && !open.Received.HasGap);
        var canKeep = UploadRecovery.CanKeep(recording, place, open);
        var isEmpty = open.Received is { Bytes: 0, HasGap: false };
        if (isDue && canKeep)
        {
            await recovery.RecoverAsync(recording, place, open, cancellationToken);
        }
        else if (deadlines.IsExpired(recording) || (isAbandoned && (isEmpty || (recording.Recovered && !canKeep))))
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
        var completion = new UploadCompletion(stored.Key, stored.Length, Duration: null, hasThumbnail)
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
                ? UploadDecisions.Complete(found, completion, store.Now())
                : ApiErrors.Conflict("Another upload was started or finished in the meantime."),
            cancellationToken);
        if (changed.Is(out _, out _))
        {
            LogCompleted(recording.Id, stored.Length);
        }
    }

    private async Task AbortAsync(Recording recording, string reason, CancellationToken cancellationToken)
    {
        using var work = BackgroundWork.Start("upload repair");
        var changed = await store.ChangeAsync(
            recording.Id,
            found => found.Version == recording.Version
                ? UploadDecisions.Abort(found, store.Now(), reason)
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
