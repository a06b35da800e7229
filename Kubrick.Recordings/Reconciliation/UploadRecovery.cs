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
/// Completes an abandoned upload with everything that arrived. A cluster or fragment that is cut at the end is normal: players and FFmpeg ignore it, and after a gap they continue with
/// the next cluster. The recording says that it was recovered, and how many seconds are missing.
/// </summary>
internal sealed partial class UploadRecovery(
    RecordingStore store, StoredVideo video, ILogger<UploadRecovery> logger)
{
    /// <summary>
    /// Whether completing the upload keeps more than is stored without it. GCS completes an upload of declared size with its last byte only; and what was recovered or
    /// stored before is never replaced by less, nor under a legal hold, nor by what cannot be played. Of a moved recording, the version of what is stored is not known.
    /// </summary>
    public static bool CanKeep(Recording recording, StoragePlace place, StoredUpload.Open open) =>
        open.All.Bytes > 0
        && !recording.IsHeld()
        && (recording.UploadSession is { IsOpenEnded: true } || !place.Location.IsSerial)
        && !HasAsMuch(recording, open)
        && (open.HasStart || (recording is { Recovered: false, StoredVersion: null } && recording.FindReplaced() is null));

    /// <summary>Whether at least as much was recovered or stored before.</summary>
    public static bool HasAsMuch(Recording recording, StoredUpload.Open open) =>
        (recording.Recovered || recording.FindReplaced() is not null) && recording.FileBytes >= open.All.Bytes;

    /// <summary>Completes the upload, unless its client has returned since the recording was read.</summary>
    /// <exception cref="StorageException">The storage failed. Nothing is lost, and the next pass tries again.</exception>
    public async Task RecoverAsync(Recording recording, StoragePlace place, StoredUpload.Open open, CancellationToken cancellationToken)
    {
        using var work = BackgroundWork.Start("upload recovery");
        try
        {
            await CompleteAsync(recording, place, open.Session, open.Joinable, cancellationToken);
        }
        catch (StorageException exception) when (exception.Error == StorageError.PartMismatch && open.WithoutShort.Count < open.Joinable.Count)
        {
            // The last part of an earlier end. The storage takes no part of less than 5 MiB before another.
            LogWithoutShort(recording.Id);
            if (await store.FindAsync(recording.Id, cancellationToken) is { UploadSession.RecoveredBytes: { } marked } unchanged && marked == open.All.Bytes)
            {
                await CompleteAsync(unchanged, place, open.Session, open.WithoutShort, cancellationToken);
            }
        }
    }

    private async Task CompleteAsync(
        Recording recording, StoragePlace place, UploadSession session, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken)
    {
        var bytes = parts.Sum(part => part.Length ?? 0);
        // Before the bytes are completed: if this process dies in between, the next pass knows that the object is not the whole recording.
        var marked = await store.ChangeAsync(
            recording.Id,
            found => found.Version == recording.Version && found.UploadSession?.WithDuration(found) is { } facts
                ? found with
                {
                    UploadSession = facts with
                    {
                        RecoveredBytes = bytes,
                        RecoveredSeconds = facts.SecondsIn(Playable(recording, parts), arriveWhole: !place.Location.IsSerial),
                        IsStartMissing = parts is not [{ PartNumber: 1 }, ..],
                    },
                }
                : ApiErrors.Conflict("The upload was continued in the meantime."),
            cancellationToken);
        if (!marked.Is(out var abandoned, out _))
        {
            return;
        }

        var stored = await place.Uploads.CompleteAsync(session, parts, cancellationToken);
        if (stored.Length == bytes)
        {
            await ReportAsync(abandoned, place, stored, cancellationToken);
        }

        // Otherwise the client completed it at the same moment, and reports it itself.
    }

    /// <summary>Sets the recording to <c>ready</c>, or to <c>error</c> if the object is no video.</summary>
    /// <param name="recording">The recording, with the completed session.</param>
    /// <param name="place">Where it lies.</param>
    /// <param name="stored">The stored object.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task ReportAsync(Recording recording, StoragePlace place, StoredObject stored, CancellationToken cancellationToken)
    {
        var session = recording.UploadSession;
        if (await video.CheckAsync(recording, place, stored, cancellationToken, session is { IsStartMissing: true } ? MissingStart.Reason : RejectUpload.Reason) is not { } mimeType)
        {
            return;
        }

        bool? hasThumbnail = recording.ThumbnailKey is { } thumbnail ? await place.Reader.FindAsync(thumbnail, cancellationToken) is not null : null;
        // An earlier version has stored the size only.
        var arrived = session?.RecoveredSeconds ?? session?.SecondsIn(stored.Length);
        var missing = session?.MissingSeconds(arrived);
        var duration = arrived is { } seconds ? Math.Round(seconds, 1) : (double?)null;
        var completion = StoredVideo.Describe(new UploadCompletion(stored.Key, stored.Length, duration, hasThumbnail), recording, place, stored, mimeType);
        var changed = await store.ChangeAsync(
            recording.Id, found => UploadCompletions.Recover(found, recording, completion, missing, store.Now()), cancellationToken);
        if (changed.Is(out _, out _))
        {
            LogRecovered(recording.Id, stored.Length, missing);
        }
    }

    /// <summary>Demuxers of MP4 find nothing after a gap: those of WebM look for the next cluster.</summary>
    private static IReadOnlyList<UploadedPart> Playable(Recording recording, IReadOnlyList<UploadedPart> parts) =>
        recording.MimeType.EndsWith("/mp4", StringComparison.OrdinalIgnoreCase) ? [.. parts.TakeWhile((part, index) => part.PartNumber == index + 1)] : parts;

    [LoggerMessage(LogLevel.Warning, "Upload recovery: {RecordingId} is completed without its short parts, which the storage refuses before others")]
    private partial void LogWithoutShort(ObjectId recordingId);

    [LoggerMessage(LogLevel.Information, "Upload recovery: abandoned upload of {RecordingId} set to ready with {Bytes} bytes, {MissingSeconds} s are missing")]
    private partial void LogRecovered(ObjectId recordingId, long bytes, double? missingSeconds);
}
