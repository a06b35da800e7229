using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Recordings.Uploads;

/// <summary>How the report of a stored video changes a recording. Every report can be repeated.</summary>
internal static class UploadCompletions
{
    /// <summary>
    /// Makes the recording <c>ready</c>. A report about one that is <c>ready</c> already adds to what is known of it, and never makes it unusable: a SHA-256 that is not that of the
    /// stored file is noted, and changes nothing else. The stored bytes are the same as before.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="completion">The stored object.</param>
    /// <param name="at">Now.</param>
    public static Result<Recording> Complete(Recording recording, UploadCompletion completion, DateTimeOffset at)
    {
        if (recording.StorageKey != completion.StorageKey)
        {
            return ApiErrors.Conflict("The video was stored under another key than the recording's.");
        }

        var isFirst = recording.LibraryStatus != RecordingStatus.Ready;
        // A ready recording may have been moved since; that its upload was complete stays true.
        var isHere = recording.IsAt(completion);
        if (!isHere && (isFirst || recording.FileBytes != completion.FileBytes))
        {
            return ApiErrors.Conflict("The video was stored in another place than the recording's.");
        }

        // If it is archived, the facts are stored, and it is ready when a client restores it.
        if (recording.Settle(RecordingStatus.Ready, at) is not { } ready)
        {
            return UploadDecisions.Refuse(recording, "be completed");
        }

        if (recording.IsHeld() && !isFirst && recording.FileBytes != completion.FileBytes)
        {
            // Another file was put in its place, by a URL that was still valid. What is known of the held one is the evidence of that.
            return FinalRefusals.Held();
        }

        var isOther = !isFirst && recording.FileBytes is { } before && before != completion.FileBytes;
        if (!isFirst && !isOther && completion.Sha256 is { } late && recording.KnownSha256() is { } known && late != known)
        {
            return recording with { LateSha256 = late };
        }

        // The client of a recovered upload has not reported it before.
        var isOwn = isFirst || (recording.Recovered && completion.IsWhole);
        var completed = UploadDecisions.WithoutSession(ready).ForgetReplaced().Claim(completion.Sha256, completion.IsSha256Verified, isOwn) with
        {
            FileBytes = completion.FileBytes,
            MimeType = completion.MimeType ?? recording.MimeType,
            IsMimeTypeCorrected = completion.MimeType is not null || (recording.IsMimeTypeCorrected && !isFirst),
            StoredVersion = (isHere ? ObjectVersion.Of(completion.ETag, completion.StoredAt) : null) ?? (isFirst || isOther ? null : recording.StoredVersion),
            PartHashes = recording.PartHashes ?? (completion.PartHashes is { } hashes ? PartHashFacts.Of(hashes) : null),
            // The media says it better than the client.
            Duration = recording.Media is null ? completion.Duration ?? recording.Duration : recording.Duration,
            DeclaredBytes = null,
            Recovered = recording.Recovered && !completion.IsWhole,
            MissingSeconds = !completion.IsWhole || (!isOwn && !isOther) ? recording.MissingSeconds
                : isOther ? null
                : recording.SecondsBeyond(completion.RecordedSeconds, completion.Duration),
            RecordedSeconds = completion.IsWhole ? null : recording.RecordedSeconds,
            PauseCount = completion.PauseCount ?? recording.PauseCount,
            PauseDurationTotal = completion.PauseDurationTotal ?? recording.PauseDurationTotal,
            PauseEvents = completion.PauseEvents is { } pauses ? [.. pauses.Select(PauseEvent.Of)] : recording.PauseEvents,
            IsThumbnailMissing = completion.ThumbnailStored is { } isStored ? !isStored : recording.IsThumbnailMissing,
        };
        completed = isHere ? completed.At(completion.Provider, completion.Bucket) : completed;
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
        }

        return isFirst || isOther ? completed.RequestProcessing(wantsMp4: false, at) : completed;
    }

    /// <summary>Completes an abandoned upload with what has arrived.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="abandoned">The recording with the session that was completed.</param>
    /// <param name="completion">The stored object.</param>
    /// <param name="missingSeconds">How much is missing at least, at the end or in gaps, in seconds; null if unknown.</param>
    /// <param name="at">Now.</param>
    public static Result<Recording> Recover(Recording recording, Recording abandoned, UploadCompletion completion, double? missingSeconds, DateTimeOffset at)
    {
        if (recording.UploadId == abandoned.UploadId)
        {
            return Complete(recording, completion, at).Is(out var ready, out var error)
                ? ready with { Recovered = true, MissingSeconds = missingSeconds, RecordedSeconds = abandoned.UploadSession?.RecordedSeconds }
                : error;
        }

        if (recording.LibraryStatus != RecordingStatus.Uploading || recording.StorageKey != completion.StorageKey || !recording.IsAt(completion))
        {
            return ApiErrors.Conflict("Another upload was finished in the meantime.");
        }

        // Its client returned meanwhile and began again. Until that upload is complete, this object is what is stored, and it is described by the session that stored it.
        var recovered = recording.ForgetReplaced() with
        {
            Recovered = true,
            MissingSeconds = missingSeconds,
            RecordedSeconds = abandoned.UploadSession?.RecordedSeconds,
            FileBytes = completion.FileBytes,
            StoredVersion = ObjectVersion.Of(completion.ETag, completion.StoredAt),
            Duration = completion.Duration ?? recording.Duration,
        };
        var described = recovered with { MimeType = completion.MimeType ?? abandoned.MimeType, IsMimeTypeCorrected = completion.MimeType is not null, ErrorReason = null };
        return recovered with { Earlier = described.KeepStored(isElsewhere: false) };
    }
}
