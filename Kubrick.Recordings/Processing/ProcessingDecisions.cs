using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;

namespace Kubrick.Recordings.Processing;

/// <summary>How each step of processing changes a recording. Events may be delivered twice and in any order, and a worker may be an old one.</summary>
internal static class ProcessingDecisions
{
    private const int MaxReason = 500;

    /// <summary>A client asks for processing: after a failure, for an MP4 copy, or for a recording that was never processed.</summary>
    public static Result<Recording> Request(Recording recording, bool wantsMp4, DateTimeOffset at) => recording switch
    {
        _ when recording.IsBeingProcessed() => ApiErrors.Conflict("The recording is being processed already."),
        { StorageKey: not null, FileBytes: > 0 } when recording.LibraryStatus is RecordingStatus.Ready or RecordingStatus.Error =>
            recording.RequestProcessing(wantsMp4 || recording.FindDerived(DerivedKinds.Mp4) is not null, at),
        _ => ApiErrors.Conflict($"A recording that is '{WireNames<RecordingStatus>.Of(recording.Status)}' has no stored video that could be processed."),
    };

    /// <summary>A worker starts, or starts again.</summary>
    public static Result<Recording> Claim(Recording recording, int generation, DateTimeOffset at) =>
        recording.ProcessingGeneration == generation && recording.IsBeingProcessed() && recording is { StorageKey: not null, FileBytes: not null }
            ? recording with { Processing = recording.Processing! with { State = ProcessingState.Running, ChangedAt = at } }
            : ApiErrors.Conflict("The recording was processed already, or another request or upload has superseded this one.");

    /// <summary>What the worker needs to know.</summary>
    /// <param name="recording">The claimed recording.</param>
    /// <param name="place">Where it lies; a document of the first system does not always say it.</param>
    public static ProcessingTicket Ticket(Recording recording, StorageLocation place) => new()
    {
        RecordingId = recording.Id.ToString(),
        Generation = recording.ProcessingGeneration,
        Provider = place.Provider,
        Bucket = place.Bucket,
        StorageKey = recording.StorageKey!,
        FileBytes = recording.FileBytes!.Value,
        Sha256 = recording.Sha256,
        PartBytes = recording.PartHashes is null ? PartSizes.For(Math.Clamp(recording.FileBytes!.Value, 1, PartSizes.MaxFileBytes)) : null,
        WantsThumbnail = recording.ThumbnailKey is null || recording.IsThumbnailMissing || recording.FindDerived(DerivedKinds.Thumbnail) is not null,
        WantsMp4 = recording.Processing!.WantsMp4,
    };

    public static Recording Progress(Recording recording, ProcessingProgressed progressed) =>
        IsCurrent(recording, progressed.Generation)
            ? (Apply(recording, progressed.Findings) with { Processing = recording.Processing! with { State = ProcessingState.Running, ChangedAt = progressed.At } })
                .RejectIfDifferent(progressed.At)
            : recording;

    /// <summary>Everything is made. A recording whose original was thought to be unusable, and is not, is playable again.</summary>
    public static Recording Done(Recording recording, ProcessingDone done, DateTimeOffset at)
    {
        if (!IsCurrent(recording, done.Generation))
        {
            return recording;
        }

        var applied = Apply(recording with { Derived = [.. recording.Derived.Where(made => done.Findings.Files.Any(file => file.Key == made.Key))] }, done.Findings) with
        {
            Processing = recording.Processing! with { State = ProcessingState.Done, Reason = null, ChangedAt = done.At },
        };
        // Its recorder may have said only since the work began what the hash must be.
        var processed = applied.RejectIfDifferent(at);
        return processed is { PlaybackFormat: PlaybackFormat.Video, Processing.State: ProcessingState.Done } && processed.LibraryStatus == RecordingStatus.Error && processed.Settle(RecordingStatus.Ready, at) is { } ready
            ? ready with { ErrorReason = null }
            : processed;
    }

    /// <summary>
    /// It failed. If the reason lies in the original, a video is in <c>error</c> and may be uploaded again; a stream is still played from its segments.
    /// </summary>
    public static Recording Fail(Recording recording, ProcessingFailed failed, DateTimeOffset at)
    {
        if (!IsCurrent(recording, failed.Generation))
        {
            return recording;
        }

        var reason = failed.Reason.Length > MaxReason ? failed.Reason[..MaxReason] : failed.Reason;
        var applied = Apply(recording, failed.Findings);
        var processed = applied with
        {
            // Also of a stream, which is played nevertheless.
            Sha256Verified = applied.Sha256Verified && failed.Code != ProcessingErrorCodes.Different,
            Processing = recording.Processing! with { State = ProcessingState.Failed, Reason = reason, ChangedAt = failed.At },
        };
        // Nobody asked for a backfill, and people may have watched the video for long: players may decode what FFmpeg cannot.
        var isDoubtful = recording.Processing!.IsBackfill && failed.Code == ProcessingErrorCodes.Undecodable;
        return processed is { PlaybackFormat: PlaybackFormat.Video } && ProcessingErrorCodes.IsOfOriginal(failed.Code) && !isDoubtful && processed.Reject(at) is { } broken
            ? broken with { ErrorReason = recording.IsWithoutStart() ? recording.ErrorReason : reason, Sha256Verified = false }
            : processed;
    }

    /// <summary>The hashes of the original's parts that a current request has found, and that must be stored before the recording refers to them; null for none.</summary>
    public static PartHashes? NewPartHashes(Recording recording, int generation, ProcessingFindings findings) =>
        recording.PartHashes is null && IsCurrent(recording, generation) ? PartHashesOf(recording, findings) : null;

    private static PartHashes? PartHashesOf(Recording recording, ProcessingFindings findings) =>
        findings.PartHashes is { } hashes && PartHashFacts.IsComplete(hashes, findings.Bytes ?? recording.FileBytes ?? 0) ? hashes : null;

    private static bool IsCurrent(Recording recording, int generation) => recording.ProcessingGeneration == generation && recording.IsBeingProcessed();

    private static Recording Apply(Recording recording, ProcessingFindings findings)
    {
        var hashed = findings.Sha256 is { } sha256 ? recording.WithStoredSha256(sha256) : recording;
        var found = findings.Media is not { } media
            ? hashed
            : hashed with
            {
                Media = new MediaProperties { Width = media.Width, Height = media.Height, VideoCodec = media.VideoCodec, AudioCodec = media.AudioCodec },
                // A stream is as long as its playlist.
                Duration = recording.PlaybackFormat == PlaybackFormat.Video ? media.Duration : recording.Duration,
            };
        // A recorder's own picture goes first, also when it came while one was made.
        var isOwn = found is { ThumbnailKey: not null, IsThumbnailMissing: false } && recording.FindDerived(DerivedKinds.Thumbnail) is null;
        var files = isOwn ? [.. findings.Files.Where(file => file.Kind != DerivedKinds.Thumbnail)] : findings.Files;
        var thumbnail = files.LastOrDefault(file => file.Kind == DerivedKinds.Thumbnail);
        return found with
        {
            StoredBytes = findings.Bytes ?? found.StoredBytes,
            // Those of the upload are closer to the recorder.
            PartHashes = found.PartHashes ?? (PartHashesOf(found, findings) is { } hashes ? PartHashFacts.Of(hashes) : null),
            // A file that is made again replaces the one under its key.
            Derived = [.. found.Derived.Where(known => files.All(file => file.Key != known.Key)), .. files.Select(Store)],
            ThumbnailKey = thumbnail?.Key ?? found.ThumbnailKey,
            IsThumbnailMissing = thumbnail is null && found.IsThumbnailMissing,
        };
    }

    private static DerivedObject Store(DerivedFile file) => new()
    {
        Kind = file.Kind,
        Key = file.Key,
        MimeType = file.MimeType,
        Bytes = file.Bytes,
        Sha256 = file.Sha256,
        ParentSha256 = file.ParentSha256,
    };
}
