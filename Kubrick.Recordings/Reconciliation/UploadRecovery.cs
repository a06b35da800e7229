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
/// Completes an abandoned upload with the bytes that arrived from the first on. A cluster or fragment that is cut at the end is normal: players and FFmpeg ignore it. The
/// recording says that it was recovered, and how many seconds are missing.
/// </summary>
internal sealed partial class UploadRecovery(
    RecordingStore store, StoredVideo video, ILogger<UploadRecovery> logger)
{
    /// <summary>
    /// Whether completing the upload keeps more than is stored without it. GCS completes an upload of declared size with its last byte only; and what was recovered before
    /// is never replaced by less, nor under a legal hold.
    /// </summary>
    public static bool CanKeep(Recording recording, StoragePlace place, StoredUpload.Open open) =>
        open.Received.Bytes > 0
        && !recording.IsHeld()
        && (recording.UploadSession is { IsOpenEnded: true } || !place.Location.IsSerial)
        && !(recording.Recovered && recording.FileBytes >= open.Received.Bytes);

    /// <summary>Completes the upload, unless its client has returned since the recording was read.</summary>
    /// <exception cref="StorageException">The storage failed. Nothing is lost, and the next pass tries again.</exception>
    public async Task RecoverAsync(Recording recording, StoragePlace place, StoredUpload.Open open, CancellationToken cancellationToken)
    {
        using var work = BackgroundWork.Start("upload recovery");
        try
        {
            await CompleteAsync(recording, place, open, open.Received.Parts, open.Received.Bytes, cancellationToken);
        }
        catch (StorageException exception) when (exception.Error == StorageError.PartMismatch && open.Received.HasGap)
        {
            // Ceph completes an upload with all of its parts only. Most players stop at the gap, but nothing is lost.
            LogWithGap(recording.Id);
            if (await store.FindAsync(recording.Id, cancellationToken) is { UploadSession.RecoveredBytes: { } marked } unchanged && marked == open.Received.Bytes)
            {
                await CompleteAsync(unchanged, place, open, open.All.Parts, open.All.Bytes, cancellationToken);
            }
        }
    }

    private async Task CompleteAsync(
        Recording recording, StoragePlace place, StoredUpload.Open open, IReadOnlyList<UploadedPart> parts, long bytes, CancellationToken cancellationToken)
    {
        // Before the bytes are completed: if this process dies in between, the next pass knows that the object is not the whole recording.
        var marked = await store.ChangeAsync(
            recording.Id,
            found => found.Version == recording.Version && found.UploadSession is { } session
                ? found with { UploadSession = session.WithDuration(found) with { RecoveredBytes = bytes } }
                : ApiErrors.Conflict("The upload was continued in the meantime."),
            cancellationToken);
        if (!marked.Is(out var abandoned, out _))
        {
            return;
        }

        var stored = await place.Uploads.CompleteAsync(open.Session, parts, cancellationToken);
        if (stored.Length == bytes)
        {
            await ReportAsync(abandoned, place, stored, ReachOf(recording, place, open), cancellationToken);
        }

        // Otherwise the client completed it at the same moment, and reports it itself.
    }

    /// <summary>Sets the recording to <c>ready</c>, or to <c>error</c> if the object is no video.</summary>
    /// <param name="recording">The recording, with the completed session.</param>
    /// <param name="place">Where it lies.</param>
    /// <param name="stored">The stored object.</param>
    /// <param name="reach">Up to where its bytes reach in the upload.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task ReportAsync(Recording recording, StoragePlace place, StoredObject stored, long reach, CancellationToken cancellationToken)
    {
        if (await video.CheckAsync(recording, place, stored, cancellationToken) is not { } mimeType)
        {
            return;
        }

        bool? hasThumbnail = recording.ThumbnailKey is { } thumbnail ? await place.Reader.FindAsync(thumbnail, cancellationToken) is not null : null;
        var seconds = recording.UploadSession?.SecondsIn(reach) is { } exact ? Math.Round(exact, 1) : (double?)null;
        var missing = recording.UploadSession?.SecondsAfter(reach);
        var completion = StoredVideo.Describe(new UploadCompletion(stored.Key, stored.Length, seconds, hasThumbnail), recording, place, stored, mimeType);
        var changed = await store.ChangeAsync(
            recording.Id, found => UploadDecisions.Recover(found, recording.UploadId, completion, missing, store.Now()), cancellationToken);
        if (changed.Is(out _, out _))
        {
            LogRecovered(recording.Id, stored.Length, missing);
        }
    }

    /// <summary>Where a part has its own URL, it arrives whole or not at all: the last one may be shorter, and reaches up to the time that its client reported for it.</summary>
    private static long ReachOf(Recording recording, StoragePlace place, StoredUpload.Open open) =>
        place.Location.IsSerial ? open.Received.Bytes : open.Received.Parts.Count * recording.UploadSession!.ChunkSize;

    [LoggerMessage(LogLevel.Warning, "Upload recovery: {RecordingId} is completed with all parts, because the storage refuses those before the gap alone")]
    private partial void LogWithGap(ObjectId recordingId);

    [LoggerMessage(LogLevel.Information, "Upload recovery: abandoned upload of {RecordingId} set to ready with {Bytes} bytes, {MissingSeconds} s are missing")]
    private partial void LogRecovered(ObjectId recordingId, long bytes, double? missingSeconds);
}
