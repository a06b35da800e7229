using Kubrick.Contracts.Streams;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;

namespace Kubrick.Recordings.Streams;

/// <summary>What each event of a stream makes of a recording. Events may come twice, and a late start after the end.</summary>
internal static class StreamDecisions
{
    /// <summary>Gives the stream its number in the archive's key, where the recording may be streamed (<see cref="StreamRoutes"/>).</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="sequence">The day's running number, for a recording that has none yet.</param>
    /// <param name="at">Now.</param>
    public static Decision Begin(Recording recording, int sequence, DateTimeOffset at) => recording switch
    {
        { PlaybackFormat: not PlaybackFormat.Hls } => NoStream(recording),
        { Status: RecordingStatus.Recording } or { Status: RecordingStatus.Uploading, StorageKey: null } =>
            recording with { StorageSequence = recording.StorageSequence ?? sequence, StreamAskedAt = at },
        { Status: RecordingStatus.Uploading } => ApiErrors.Conflict("The recording is being uploaded as a file; it cannot be streamed as well."),
        _ => ApiErrors.Conflict($"A recording that is '{WireNames<RecordingStatus>.Of(recording.Status)}' cannot be streamed."),
    };

    /// <summary>400 <c>INVALID_FORMAT</c> for a recording that is no stream.</summary>
    public static ApiErrorResult NoStream(Recording recording) =>
        ApiErrors.InvalidFormat($"The recording '{recording.Id}' is no stream: its playbackFormat is '{WireNames<PlaybackFormat>.Of(recording.PlaybackFormat)}'.");

    public static Recording Start(Recording recording, StreamStarted started, DateTimeOffset at) =>
        // A start that comes after the end, or for the second time, changes nothing.
        recording.StreamEndedAt is not null || StatusTransitions.Refuse(recording, RecordingStatus.Recording, Actor.System) is not null
            ? recording
            : recording.MoveTo(RecordingStatus.Recording, Actor.System, at) with
            {
                IsLiveStreaming = true,
                StreamStartedAt = recording.StreamStartedAt ?? started.StartedAt,
            };

    public static Recording End(Recording recording, StreamEnded ended, DateTimeOffset at) =>
        Over(recording, RecordingStatus.Ready, ended.StartedAt, ended.EndedAt, ended.DurationMs, ended.ManifestKey, ended.Archive, at) with { ErrorReason = null };

    public static Recording Fail(Recording recording, StreamFailed failed, DateTimeOffset at) =>
        // An end wins over a failure that another worker reported before and that is delivered late.
        recording is { StreamEndedAt: not null } && (recording.StatusBeforeArchive ?? recording.Status) == RecordingStatus.Ready
            ? recording
            : Over(recording, RecordingStatus.Error, failed.StartedAt, failed.FailedAt, failed.DurationMs, failed.ManifestKey, failed.Archive, at) with { ErrorReason = failed.Reason };

    /// <summary>What the ticket of a recording tells (<see cref="StreamTicket"/>).</summary>
    public static StreamTicket Ticket(Recording recording, StorageKeys keys) => new(
        recording.Id.ToString(),
        WireNames<RecordingStatus>.Of(recording.Status),
        recording.Title,
        recording.RecorderName,
        recording.Quality,
        recording.MimeType,
        recording.CreatedAt,
        recording.StorageSequence ?? 0,
        keys.StreamPrefix(recording.Id.ToString()).TrimEnd('/'));

    /// <summary>A stream that is over, with what is stored of it.</summary>
    public static Recording Over(
        Recording recording, RecordingStatus to, DateTimeOffset startedAt, DateTimeOffset endedAt, long durationMs, string? manifestKey, StreamArchive? archive, DateTimeOffset at) =>
        // Where the status does not allow it (it is ready already) only the facts are kept.
        (recording.Settle(to, at) ?? recording) with
        {
            IsLiveStreaming = false,
            StreamStartedAt = recording.StreamStartedAt ?? startedAt,
            StreamEndedAt = endedAt,
            Duration = durationMs / 1000.0,
            HlsManifestKey = manifestKey,
            FileBytes = archive?.Bytes ?? recording.FileBytes,
            MimeType = archive?.MimeType ?? recording.MimeType,
            StorageProvider = archive?.Provider ?? recording.StorageProvider,
            StorageBucket = archive?.Bucket ?? recording.StorageBucket,
            StorageKey = archive?.StorageKey ?? recording.StorageKey,
        };
}
