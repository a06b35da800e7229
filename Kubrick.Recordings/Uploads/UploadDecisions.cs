using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;

namespace Kubrick.Recordings.Uploads;

/// <summary>How each step of an upload changes a recording (<see cref="UploadRoutes"/>). Every step can be repeated.</summary>
internal static class UploadDecisions
{
    /// <summary>
    /// Assigns the video's storage key; a recording in <c>error</c> may be uploaded again, and what the reconciler recovered may be replaced. What is stored stays known
    /// (<see cref="EarlierOriginals"/>).
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="start">The uploader's request.</param>
    /// <param name="sequence">The number for a recording that needs one (<see cref="NeedsNumber"/>).</param>
    /// <param name="at">Now.</param>
    /// <param name="keys">Builds its key.</param>
    public static Result<Recording> Start(Recording recording, StartUpload start, int sequence, DateTimeOffset at, StorageKeys keys)
    {
        var isReplacement = recording is { Recovered: true, Status: RecordingStatus.Ready or RecordingStatus.Uploading };
        if (!isReplacement && recording.Status is not (RecordingStatus.Uploading or RecordingStatus.Error))
        {
            return FinalRefusals.Of(Refusal(recording, "be uploaded"));
        }

        // A move writes or removes objects there, under the same keys.
        if (recording.StorageCopy is { } copy && copy.IsAt(start.Provider, start.Bucket) && copy.IsInUse(at))
        {
            return ApiErrors.Conflict("The recording is being moved from one storage to another; try again later.");
        }

        if (recording.IsHeld())
        {
            return FinalRefusals.Held();
        }

        if (recording.IsWithoutStart() && sequence == recording.StorageSequence)
        {
            return ApiErrors.Conflict("The recording was changed since its state was read; try again.");
        }

        var mimeType = start.MimeType ?? recording.MimeType;
        var number = NeedsNumber(recording) ? sequence : recording.StorageSequence!.Value;
        // The type that the recording has may have been corrected since its key was built.
        var key = start.MimeType is null && !NeedsNumber(recording) && recording.StorageKey is { } kept
            ? kept
            : keys.Video(recording.Id.ToString(), recording.CreatedAt, number, mimeType);
        var isSamePlace = key == recording.StorageKey && start.Provider == recording.StorageProvider && start.Bucket == recording.StorageBucket;
        if (isReplacement && !(start.MayReplaceRecovered && isSamePlace))
        {
            return FinalRefusals.Of("The server has stored what arrived of this recording; only a chunked upload of the same kind replaces it.");
        }

        var earlier = recording.KeepStored(isElsewhere: !isSamePlace);
        if (!isSamePlace && earlier.Count > EarlierOriginal.Max)
        {
            return FinalRefusals.Of("The recording was uploaded again too often, and keeps every earlier video; upload it as another recording.");
        }

        // It may return to where an earlier one is.
        var replaced = isSamePlace ? EarlierOriginal.Of(recording) : earlier.FirstOrDefault(kept => kept.Key == key && kept.IsAt(start.Provider, start.Bucket));
        var placed = recording.MoveTo(RecordingStatus.Uploading, Actor.System, at).ForgetProcessing() with
        {
            PartHashes = null,
            MimeType = mimeType,
            IsMimeTypeCorrected = false,
            StorageProvider = start.Provider,
            StorageBucket = start.Bucket,
            StorageKey = key,
            StorageSequence = number,
            StorageCopy = recording.StorageCopy is { } left && left.IsAt(start.Provider, start.Bucket) ? null : recording.StorageCopy,
            // They describe the file that is replaced.
            Sha256 = null,
            Sha256Verified = false,
            ErrorReason = null,
            LostAt = null,
            FileBytes = replaced?.FileBytes,
            StoredVersion = replaced?.Version,
            Earlier = earlier,
            Recovered = isReplacement,
            MissingSeconds = isReplacement ? recording.MissingSeconds : null,
            RecordedSeconds = isReplacement ? recording.RecordedSeconds : null,
        };
        // An open session for the same key can be resumed, and its declared size stays.
        return isSamePlace && recording.UploadId is not null
            ? placed
            : WithoutSession(placed) with { DeclaredBytes = start.FileSize };
    }

    /// <summary>Whether the next upload of a recording gets a key with a new number.</summary>
    public static bool NeedsNumber(Recording recording) => recording.StorageSequence is null || recording.IsWithoutStart();

    public static Result<Recording> Attach(Recording recording, AttachUploadSession session, DateTimeOffset at)
    {
        // Its own session: a repetition, because the response to the first request was lost, or a declaration of the size.
        var isOwn = recording.UploadId == session.UploadId;
        if (!isOwn && recording.Version != session.Version)
        {
            return ApiErrors.Conflict("The recording changed since its upload's state was read.");
        }

        return isOwn || recording is { Status: RecordingStatus.Uploading, StorageKey: not null }
            ? recording with
            {
                UploadId = session.UploadId,
                UploadSession = ((isOwn ? recording.UploadSession : null) ?? new UploadSessionFacts { ChunkSize = session.ChunkSize, StartedAt = at }).WithRecorded(session.RecordedSeconds) with
                {
                    ChunkSize = session.ChunkSize,
                    ExpiresAt = session.ExpiresAt,
                    IsOpenEnded = session.IsOpenEnded,
                    Sha256 = session.Sha256,
                    Duration = session.Duration,
                },
                DeclaredBytes = session.FileSize,
            }
            : Refuse(recording, "take an upload session");
    }

    /// <summary>Notes a sign of life, so that an upload that still grows can be told from one that its client has abandoned, and how much was recorded.</summary>
    public static Result<Recording> NotePart(Recording recording, NotePart note, DateTimeOffset at) =>
        recording.UploadSession is { } session && !IsTooSoon(at - session.LastPartAt) && !note.IsBehind(session)
            ? recording with { UploadSession = session.WithTimes(note) with { LastPartAt = at } }
            : recording;

    // A negative time: the clock was set back.
    private static bool IsTooSoon(TimeSpan? sinceLast) => sinceLast >= TimeSpan.Zero && sinceLast < UploadRoutes.PartInterval;

    /// <summary>
    /// Ends an upload. What was stored before it began is the recording's original again, as it was described then; one that was recovered returns to <c>ready</c>.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="at">Now.</param>
    /// <param name="reason">Why it failed; null if a client gave up.</param>
    public static Result<Recording> Abort(Recording recording, DateTimeOffset at, string? reason = null)
    {
        var status = recording.LibraryStatus;
        if (recording is { Recovered: true, UploadId: null } && status == RecordingStatus.Ready)
        {
            return recording;
        }

        var isKept = recording is { Recovered: true, FileBytes: not null } && status == RecordingStatus.Uploading;
        if (status is not (RecordingStatus.Uploading or RecordingStatus.Error)
            || recording.Settle(isKept ? RecordingStatus.Ready : RecordingStatus.Error, at) is not { } aborted)
        {
            return Refuse(recording, "have its upload aborted");
        }

        var ended = WithoutSession(aborted) with { DeclaredBytes = null, ErrorReason = isKept ? null : reason ?? recording.ErrorReason };
        // A client may have set the status to error itself, and given the upload up with that.
        if (status == RecordingStatus.Uploading || recording.FileBytes is null || recording.FindReplaced() is not null)
        {
            ended = ended.RestoreOriginal();
        }

        // What was made of the file was forgotten when its replacement began.
        return isKept && ended.Processing is null ? ended.RequestProcessing(wantsMp4: false, at) : ended;
    }

    public static Result<Recording> AttachThumbnail(Recording recording, AttachThumbnail thumbnail)
    {
        // It replaces one that processing made, which is not made again then.
        var announced = recording with
        {
            ThumbnailKey = thumbnail.ThumbnailKey,
            IsThumbnailMissing = false,
            Derived = [.. recording.Derived.Where(made => made.Kind != DerivedKinds.Thumbnail)],
        };
        if (recording.StorageProvider is null)
        {
            return announced with { StorageProvider = thumbnail.Provider, StorageBucket = thumbnail.Bucket };
        }

        return recording.StorageProvider == thumbnail.Provider && (recording.StorageBucket ?? thumbnail.Bucket) == thumbnail.Bucket
            ? announced
            : ApiErrors.Conflict("The recording's video is stored in another storage than its thumbnail would be.");
    }

    internal static Recording WithoutSession(Recording recording) => recording with { UploadId = null, UploadSession = null, LostAt = null };

    internal static ApiErrorResult Refuse(Recording recording, string what) => ApiErrors.Conflict(Refusal(recording, what));

    private static string Refusal(Recording recording, string what) => $"A recording that is '{WireNames<RecordingStatus>.Of(recording.Status)}' cannot {what}.";
}
