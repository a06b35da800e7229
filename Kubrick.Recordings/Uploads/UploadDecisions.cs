using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;

namespace Kubrick.Recordings.Uploads;

/// <summary>How each step of an upload changes a recording (<see cref="UploadRoutes"/>). Every step can be repeated.</summary>
internal static class UploadDecisions
{
    /// <summary>A move that began longer ago was killed: one recording does not take as long.</summary>
    private static readonly TimeSpan MoveTimeout = TimeSpan.FromHours(1);

    /// <summary>Assigns the video's storage key; a recording in <c>error</c> may be uploaded again.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="start">The uploader's request.</param>
    /// <param name="sequence">The number for a recording that has none yet.</param>
    /// <param name="at">Now.</param>
    /// <param name="keys">Builds its key.</param>
    public static Result<Recording> Start(Recording recording, StartUpload start, int sequence, DateTimeOffset at, StorageKeys keys)
    {
        if (recording.Status is not (RecordingStatus.Uploading or RecordingStatus.Error))
        {
            return Refuse(recording, "be uploaded");
        }

        // A move writes or removes objects there, under the same keys.
        if (recording.StorageCopy is { } copy && copy.IsAt(start.Provider, start.Bucket) && (copy.RemoveAt is not null || at - copy.StartedAt < MoveTimeout))
        {
            return ApiErrors.Conflict("The recording is being moved from one storage to another; try again later.");
        }

        var mimeType = start.MimeType ?? recording.MimeType;
        var number = recording.StorageSequence ?? sequence;
        var key = keys.Video(recording.Id.ToString(), recording.CreatedAt, number, mimeType);
        var isSamePlace = key == recording.StorageKey && start.Provider == recording.StorageProvider && start.Bucket == recording.StorageBucket;
        var placed = recording.MoveTo(RecordingStatus.Uploading, Actor.System, at) with
        {
            MimeType = mimeType,
            StorageProvider = start.Provider,
            StorageBucket = start.Bucket,
            StorageKey = key,
            StorageSequence = number,
            StorageCopy = recording.StorageCopy is { } left && left.IsAt(start.Provider, start.Bucket) ? null : recording.StorageCopy,
            // They describe the file that is replaced.
            Sha256 = null,
            Sha256Verified = false,
        };
        // An open session for the same key can be resumed, and its declared size stays.
        return isSamePlace && recording.UploadId is not null
            ? placed
            : WithoutSession(placed) with { DeclaredBytes = start.FileSize };
    }

    public static Result<Recording> Attach(Recording recording, AttachUploadSession session)
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
                UploadSession = new UploadSessionFacts
                {
                    ChunkSize = session.ChunkSize,
                    ExpiresAt = session.ExpiresAt,
                    IsOpenEnded = session.IsOpenEnded,
                    LastPartAt = isOwn ? recording.UploadSession?.LastPartAt : null,
                    Sha256 = session.Sha256,
                },
                DeclaredBytes = session.FileSize,
            }
            : Refuse(recording, "take an upload session");
    }

    /// <summary>Notes the time of a part, so that an upload that still grows can be told from one that its client has abandoned.</summary>
    public static Result<Recording> NotePart(Recording recording, DateTimeOffset at) =>
        recording.UploadSession is { IsOpenEnded: true } session && !(at - session.LastPartAt < UploadRoutes.PartInterval)
            ? recording with { UploadSession = session with { LastPartAt = at } }
            : recording;

    public static Result<Recording> Complete(Recording recording, UploadCompletion completion, DateTimeOffset at)
    {
        if (recording.StorageKey != completion.StorageKey)
        {
            return ApiErrors.Conflict("The video was stored under another key than the recording's.");
        }

        // If it is archived, the facts are stored, and it is ready when a client restores it.
        return recording.Settle(RecordingStatus.Ready, at) is { } ready
            ? WithoutSession(ready) with
            {
                FileBytes = completion.FileBytes,
                Duration = completion.Duration ?? recording.Duration,
                DeclaredBytes = null,
                // Once compared it is never replaced.
                Sha256 = recording.Sha256Verified ? recording.Sha256 : completion.Sha256 ?? recording.Sha256,
                Sha256Verified = recording.Sha256Verified || completion is { Sha256: not null, IsSha256Verified: true },
                IsThumbnailMissing = completion.ThumbnailStored is { } isStored ? !isStored : recording.IsThumbnailMissing,
            }
            : Refuse(recording, "be completed");
    }

    public static Result<Recording> Abort(Recording recording, DateTimeOffset at)
    {
        var status = recording.StatusBeforeArchive ?? recording.Status;
        return status is RecordingStatus.Uploading or RecordingStatus.Error && recording.Settle(RecordingStatus.Error, at) is { } aborted
            ? WithoutSession(aborted) with { DeclaredBytes = null }
            : Refuse(recording, "have its upload aborted");
    }

    public static Result<Recording> AttachThumbnail(Recording recording, AttachThumbnail thumbnail)
    {
        var announced = recording with { ThumbnailKey = thumbnail.ThumbnailKey, IsThumbnailMissing = false };
        if (recording.StorageProvider is null)
        {
            return announced with { StorageProvider = thumbnail.Provider, StorageBucket = thumbnail.Bucket };
        }

        return recording.StorageProvider == thumbnail.Provider && (recording.StorageBucket ?? thumbnail.Bucket) == thumbnail.Bucket
            ? announced
            : ApiErrors.Conflict("The recording's video is stored in another storage than its thumbnail would be.");
    }

    /// <summary>The state that Uploads sees.</summary>
    public static UploadState State(Recording recording) => new()
    {
        RecordingId = recording.Id.ToString(),
        Status = WireNames<RecordingStatus>.Of(recording.Status),
        Version = recording.Version,
        CreatedAt = recording.CreatedAt,
        MimeType = recording.MimeType,
        Provider = recording.StorageProvider,
        Bucket = recording.StorageBucket,
        StorageKey = recording.StorageKey,
        ThumbnailKey = recording.ThumbnailKey,
        UploadId = recording.UploadId,
        FileSize = recording.DeclaredBytes,
        ChunkSize = recording.UploadSession?.ChunkSize,
        IsOpenEnded = recording.UploadSession?.IsOpenEnded ?? false,
        LastPartAt = recording.UploadSession?.LastPartAt,
        SessionExpiresAt = recording.UploadSession?.ExpiresAt,
        FileBytes = recording.FileBytes,
        Sha256 = recording.Sha256,
        IsSha256Verified = recording.Sha256Verified,
        Duration = recording.Duration,
    };

    private static Recording WithoutSession(Recording recording) => recording with { UploadId = null, UploadSession = null };

    private static ApiErrorResult Refuse(Recording recording, string what) =>
        ApiErrors.Conflict($"A recording that is '{WireNames<RecordingStatus>.Of(recording.Status)}' cannot {what}.");
}
