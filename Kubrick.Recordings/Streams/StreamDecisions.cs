using Kubrick.Contracts.Streams;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;

namespace Kubrick.Recordings.Streams;

/// <summary>How each event of a stream changes a recording. Events may be delivered twice and in any order.</summary>
internal static class StreamDecisions
{
    /// <summary>Assigns the sequence number of the archive's key, if the recording may be streamed (<see cref="StreamRoutes"/>).</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="sequence">The number for a recording that has none yet.</param>
    /// <param name="at">Now.</param>
    /// <param name="location">Where its media will be stored.</param>
    public static Result<Recording> Request(Recording recording, int sequence, DateTimeOffset at, StorageLocation location) => recording switch
    {
        { PlaybackFormat: not PlaybackFormat.Hls } => NoStream(recording),
        { Status: RecordingStatus.Recording } or { Status: RecordingStatus.Uploading, StorageKey: null } =>
            recording with
            {
                StorageSequence = recording.StorageSequence ?? sequence,
                StreamAskedAt = at,
                StorageProvider = recording.StorageProvider ?? location.Provider,
                StorageBucket = recording.StorageProvider is null ? location.Bucket : recording.StorageBucket,
            },
        { Status: RecordingStatus.Uploading } => ApiErrors.Conflict("The recording is being uploaded as a file; it cannot be streamed as well."),
        _ => ApiErrors.Conflict($"A recording that is '{WireNames<RecordingStatus>.Of(recording.Status)}' cannot be streamed."),
    };

    /// <summary>400 <c>INVALID_FORMAT</c> for a recording that is not a stream.</summary>
    public static ApiErrorResult NoStream(Recording recording) =>
        ApiErrors.InvalidFormat($"The recording '{recording.Id}' is not a stream: its playbackFormat is '{WireNames<PlaybackFormat>.Of(recording.PlaybackFormat)}'.");

    // The worker computes it from the bytes that it archives. A repair that found the archive in the storage does not know it.
    private static string? HashOf(StreamArchive? archive) => archive?.Sha256 is { Length: > 0 } hash ? hash : null;

    public static Recording Start(Recording recording, StreamStarted started, DateTimeOffset at) =>
        // A start after the end, or a second one, changes nothing.
        recording.StreamEndedAt is not null || StatusTransitions.Refuse(recording, RecordingStatus.Recording, Actor.System) is not null
            ? recording
            : recording.MoveTo(RecordingStatus.Recording, Actor.System, at) with
            {
                IsLiveStreaming = true,
                StreamStartedAt = recording.StreamStartedAt ?? started.StartedAt,
            };

    public static Recording ReportPauses(Recording recording, StreamPauses pauses) => recording with
    {
        PauseCount = pauses.Count,
        PauseDurationTotal = pauses.DurationTotal,
        PauseEvents = [.. pauses.Events.Select(pause => new PauseEvent { PausedAt = pause.PausedAt, ResumedAt = pause.ResumedAt, Duration = pause.Duration })],
    };

    public static Recording End(Recording recording, StreamEnded ended, DateTimeOffset at) =>
        Finish(recording, RecordingStatus.Ready, new FinishedStream(ended.StartedAt, ended.EndedAt, ended.Totals.DurationMs, ended.ManifestKey, ended.Archive), at) with
        {
            ErrorReason = null,
            Losses = StreamLossFact.Merge(recording.Losses, ended.Losses),
        };

    public static Recording Fail(Recording recording, StreamFailed failed, DateTimeOffset at) =>
        // An end wins over the failure of an earlier worker, in whichever order they are delivered.
        recording is { StreamEndedAt: not null } && recording.LibraryStatus == RecordingStatus.Ready
            ? recording with { Losses = StreamLossFact.Merge(recording.Losses, failed.Losses) }
            : Finish(recording, RecordingStatus.Error, new FinishedStream(failed.StartedAt, failed.FailedAt, failed.Totals.DurationMs, failed.ManifestKey, failed.Archive), at) with
            {
                ErrorReason = failed.Reason,
                Losses = StreamLossFact.Merge(recording.Losses, failed.Losses),
            };

    /// <summary>The ticket of a recording.</summary>
    public static StreamTicket Ticket(Recording recording, StorageKeys keys) => new()
    {
        RecordingId = recording.Id.ToString(),
        Status = WireNames<RecordingStatus>.Of(recording.Status),
        Title = recording.Title,
        RecorderName = recording.RecorderName,
        Quality = recording.Quality,
        MimeType = recording.MimeType,
        CreatedAt = recording.CreatedAt,
        StorageSequence = recording.StorageSequence ?? 0,
        StreamPrefix = keys.StreamPrefix(recording.Id.ToString()).TrimEnd('/'),
        Provider = recording.StorageProvider,
        Bucket = recording.StorageBucket,
        PlaylistKey = StoredPlaylist.KeyOf(recording) is { } key && key != keys.Playlist(recording.Id.ToString()) ? key : null,
    };

    /// <summary>The recording of a finished stream, with its stored objects. A playable one is processed, once.</summary>
    public static Recording Finish(Recording recording, RecordingStatus to, FinishedStream stream, DateTimeOffset at)
    {
        var isKnown = recording.StreamEndedAt is not null && recording.StorageKey is not null && recording.StorageKey == stream.Archive?.StorageKey;
        // Where the transition is not allowed (it is ready already), only the facts change.
        var finished = ((recording.Settle(to, at) ?? recording) with
        {
            IsLiveStreaming = false,
            StreamStartedAt = recording.StreamStartedAt ?? stream.StartedAt,
            StreamEndedAt = stream.EndedAt,
            Duration = stream.DurationMs / 1000.0,
            HlsManifestKey = stream.ManifestKey,
            FileBytes = stream.Archive?.Bytes ?? recording.FileBytes,
            MimeType = stream.Archive?.MimeType ?? recording.MimeType,
            Sha256 = HashOf(stream.Archive) ?? recording.Sha256,
            Sha256Verified = recording.Sha256Verified || HashOf(stream.Archive) is not null,
            // An event that is delivered again does not undo a move: the key is the same in every storage.
            StorageProvider = isKnown ? recording.StorageProvider : stream.Archive?.Provider ?? recording.StorageProvider,
            StorageBucket = isKnown ? recording.StorageBucket : stream.Archive?.Bucket ?? recording.StorageBucket,
            StorageKey = stream.Archive?.StorageKey ?? recording.StorageKey,
        }).ForgetReplaced();
        return to == RecordingStatus.Ready && stream.Archive is not null && finished.Processing is null
            ? finished.RequestProcessing(wantsMp4: false, at)
            : finished;
    }
}

/// <summary>The facts of a finished stream.</summary>
/// <param name="StartedAt">Its start, in UTC.</param>
/// <param name="EndedAt">Its end, in UTC.</param>
/// <param name="DurationMs">The playable duration, in ms.</param>
/// <param name="ManifestKey">The key of its playlist; null where none is stored.</param>
/// <param name="Archive">The recorder's original bytes; null where they are not stored.</param>
internal sealed record FinishedStream(DateTimeOffset StartedAt, DateTimeOffset EndedAt, long DurationMs, string? ManifestKey, StreamArchive? Archive);
