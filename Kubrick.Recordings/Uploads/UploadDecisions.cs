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
    /// Assigns the video's storage key; a recording in <c>error</c> may be uploaded again. What the reconciler recovered may be replaced: it stays stored and known until
    /// the whole recording has arrived. So does what is stored under another key or in another place.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="start">The uploader's request.</param>
    /// <param name="sequence">The number for a recording that has none yet.</param>
    /// <param name="at">Now.</param>
    /// <param name="keys">Builds its key.</param>
    public static Result<Recording> Start(Recording recording, StartUpload start, int sequence, DateTimeOffset at, StorageKeys keys)
    {
        var isReplacement = recording is { Recovered: true, Status: RecordingStatus.Ready or RecordingStatus.Uploading };
        if (!isReplacement && recording.Status is not (RecordingStatus.Uploading or RecordingStatus.Error))
        {
            return Refuse(recording, "be uploaded");
        }

        // A move writes or removes objects there, under the same keys.
        if (recording.StorageCopy is { } copy && copy.IsAt(start.Provider, start.Bucket) && copy.IsInUse(at))
        {
            return ApiErrors.Conflict("The recording is being moved from one storage to another; try again later.");
        }

        if (recording.IsHeld())
        {
            return LegalHolds.Refuse();
        }

        var mimeType = start.MimeType ?? recording.MimeType;
        var number = recording.StorageSequence ?? sequence;
        // The type that the recording has may have been corrected since its key was built.
        var key = start.MimeType is null && recording is { StorageSequence: not null, StorageKey: { } kept }
            ? kept
            : keys.Video(recording.Id.ToString(), recording.CreatedAt, number, mimeType);
        var isSamePlace = key == recording.StorageKey && start.Provider == recording.StorageProvider && start.Bucket == recording.StorageBucket;
        if (isReplacement && !(start.MayReplaceRecovered && isSamePlace))
        {
            return ApiErrors.Conflict("The server has stored what arrived of this recording; only a chunked upload of the same kind replaces it.");
        }

        var stored = isSamePlace ? EarlierOriginal.Of(recording) : null;
        var earlier = isSamePlace ? recording.Earlier : EarlierOriginal.Of(recording) ?? recording.Earlier;
        if (earlier is not null && earlier.Key == key && earlier.IsAt(start.Provider, start.Bucket))
        {
            // It returns to where the earlier one is, which it replaces.
            (stored, earlier) = (earlier, null);
        }

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
            FileBytes = stored?.FileBytes,
            StoredVersion = stored?.Version,
            Earlier = earlier,
            Recovered = isReplacement,
            MissingSeconds = isReplacement ? recording.MissingSeconds : null,
        };
        // An open session for the same key can be resumed, and its declared size stays.
        return isSamePlace && recording.UploadId is not null
            ? placed
            : WithoutSession(placed) with { DeclaredBytes = start.FileSize };
    }

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
                UploadSession = ((isOwn ? recording.UploadSession : null) ?? new UploadSessionFacts { ChunkSize = session.ChunkSize, StartedAt = at }) with
                {
                    ChunkSize = session.ChunkSize,
                    ExpiresAt = session.ExpiresAt,
                    IsOpenEnded = session.IsOpenEnded,
                    Sha256 = session.Sha256,
                },
                DeclaredBytes = session.FileSize,
            }
            : Refuse(recording, "take an upload session");
    }

    /// <summary>Notes a sign of life, so that an upload that still grows can be told from one that its client has abandoned, and how much was recorded.</summary>
    public static Result<Recording> NotePart(Recording recording, NotePart note, DateTimeOffset at) =>
        recording.UploadSession is { } session && !(at - session.LastPartAt < UploadRoutes.PartInterval) && !note.IsBehind(session)
            ? recording with { UploadSession = session.WithTimes(note) with { LastPartAt = at } }
            : recording;

    public static Result<Recording> Complete(Recording recording, UploadCompletion completion, DateTimeOffset at)
    {
        if (recording.StorageKey != completion.StorageKey)
        {
            return ApiErrors.Conflict("The video was stored under another key than the recording's.");
        }

        var isFirst = StatusOf(recording) != RecordingStatus.Ready;
        // A ready recording may have been moved since; that its upload was complete stays true.
        var isHere = recording.IsAt(completion);
        if (!isHere && (isFirst || recording.FileBytes != completion.FileBytes))
        {
            return ApiErrors.Conflict("The video was stored in another place than the recording's.");
        }

        // If it is archived, the facts are stored, and it is ready when a client restores it.
        if (recording.Settle(RecordingStatus.Ready, at) is not { } ready)
        {
            return Refuse(recording, "be completed");
        }

        if (recording.IsHeld() && !isFirst && (recording.FileBytes != completion.FileBytes || IsContradicted(recording, completion)))
        {
            // Another file was put in its place, by a URL that was still valid, or is said to be. What is known of the held one is the evidence of that.
            return LegalHolds.Refuse();
        }

        // Once compared it is never replaced.
        var claimed = recording.Sha256Verified ? recording.Sha256 : completion.Sha256 ?? recording.Sha256;
        var isOther = !isFirst && recording.FileBytes is { } before && before != completion.FileBytes;
        var completed = WithoutSession(ready) with
        {
            FileBytes = completion.FileBytes,
            MimeType = completion.MimeType ?? recording.MimeType,
            IsMimeTypeCorrected = completion.MimeType is not null || (recording.IsMimeTypeCorrected && !isFirst),
            StoredVersion = (isHere ? ObjectVersion.Of(completion.ETag, completion.StoredAt) : null) ?? (isFirst || isOther ? null : recording.StoredVersion),
            PartHashes = recording.PartHashes ?? (completion.PartHashes is { } hashes ? PartHashFacts.Of(hashes) : null),
            // The media says it better than the client.
            Duration = recording.Media is null ? completion.Duration ?? recording.Duration : recording.Duration,
            DeclaredBytes = null,
            Sha256 = claimed,
            Sha256Verified = recording.Sha256Verified
                || completion is { Sha256: not null, IsSha256Verified: true }
                || (claimed is not null && claimed == recording.StoredSha256),
            Recovered = recording.Recovered && !completion.IsWhole,
            MissingSeconds = completion.IsWhole ? null : recording.MissingSeconds,
            PauseCount = completion.PauseCount ?? recording.PauseCount,
            PauseDurationTotal = completion.PauseDurationTotal ?? recording.PauseDurationTotal,
            PauseEvents = completion.PauseEvents is { } pauses ? [.. pauses.Select(PauseEvent.Of)] : recording.PauseEvents,
            IsThumbnailMissing = completion.ThumbnailStored is { } isStored ? !isStored : recording.IsThumbnailMissing,
        };
        if (isOther)
        {
            // Another file took its place, by a URL that was still valid: nothing that is known of the first one is true of it.
            completed = completed.ForgetProcessing() with
            {
                PartHashes = completion.PartHashes is { } parts ? PartHashFacts.Of(parts) : null,
                Duration = completion.Duration,
                Sha256 = completion.Sha256,
                Sha256Verified = completion is { Sha256: not null, IsSha256Verified: true },
            };
            return completed.RequestProcessing(wantsMp4: false, at);
        }

        // What a recorder hashed may be known only now.
        return isFirst ? completed.RequestProcessing(wantsMp4: false, at) : completed.RejectIfDifferent(at);
    }

    /// <summary>Completes an abandoned upload with what has arrived.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="uploadId">The completed session.</param>
    /// <param name="completion">The stored object.</param>
    /// <param name="missingSeconds">How much of the end is missing; null if unknown.</param>
    /// <param name="at">Now.</param>
    public static Result<Recording> Recover(Recording recording, string? uploadId, UploadCompletion completion, double? missingSeconds, DateTimeOffset at)
    {
        if (recording.UploadId == uploadId)
        {
            return Complete(recording, completion, at).Is(out var ready, out var error) ? ready with { Recovered = true, MissingSeconds = missingSeconds } : error;
        }

        // Its client returned meanwhile and began again. Until that upload is complete, this object is what is stored, unless the new one goes elsewhere.
        return StatusOf(recording) == RecordingStatus.Uploading && recording.StorageKey == completion.StorageKey && recording.IsAt(completion)
            ? recording with
            {
                Recovered = true,
                MissingSeconds = missingSeconds,
                FileBytes = completion.FileBytes,
                StoredVersion = ObjectVersion.Of(completion.ETag, completion.StoredAt),
                Duration = completion.Duration ?? recording.Duration,
            }
            : ApiErrors.Conflict("Another upload was finished in the meantime.");
    }

    /// <summary>
    /// Ends an upload. What was recovered before it began is still stored: such a recording returns to <c>ready</c>. What was stored elsewhere is the recording's original again.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="at">Now.</param>
    /// <param name="reason">Why it failed; null if a client gave up.</param>
    public static Result<Recording> Abort(Recording recording, DateTimeOffset at, string? reason = null)
    {
        var status = StatusOf(recording);
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
        if (!isKept && status == RecordingStatus.Uploading && ended.Earlier is { } earlier)
        {
            return earlier.Restore(ended);
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

    private static bool IsContradicted(Recording recording, UploadCompletion completion) =>
        completion.Sha256 is { } claimed && recording.StoredSha256 is { } actual && claimed != actual;

    internal static RecordingStatus StatusOf(Recording recording) => recording.StatusBeforeArchive ?? recording.Status;

    internal static Recording WithoutSession(Recording recording) => recording with { UploadId = null, UploadSession = null };

    internal static ApiErrorResult Refuse(Recording recording, string what) =>
        ApiErrors.Conflict($"A recording that is '{WireNames<RecordingStatus>.Of(recording.Status)}' cannot {what}.");
}
