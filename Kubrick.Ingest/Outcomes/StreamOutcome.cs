using Kubrick.Contracts.Streams;

namespace Kubrick.Ingest.Outcomes;

/// <summary>How a stream came out; every stream has one outcome.</summary>
/// <param name="RecordingId">The recording.</param>
/// <param name="Status"><c>ended</c> or <c>error</c>; null where the recording was deleted and nothing is left of it.</param>
/// <param name="EndedAt">When, in UTC.</param>
/// <param name="DurationMs">The length of what can be played, in ms.</param>
/// <param name="SegmentsUploaded">Segments in the storage.</param>
/// <param name="BytesUploaded">Their bytes.</param>
/// <param name="Code">What went wrong, for programs.</param>
/// <param name="Reason">What went wrong, for people.</param>
internal sealed record StreamOutcome(
    string RecordingId, string? Status, DateTimeOffset EndedAt, long DurationMs, long SegmentsUploaded, long BytesUploaded, string? Code, string? Reason)
{
    public bool IsDeleted => Status is null;

    public bool IsFailed => Status == StreamStatuses.Error;

    public static StreamOutcome Of(StreamEnded ended) =>
        new(ended.RecordingId, StreamStatuses.Ended, ended.EndedAt, ended.DurationMs, ended.SegmentsUploaded, ended.BytesUploaded, null, null);

    public static StreamOutcome Of(StreamFailed failed) =>
        new(failed.RecordingId, StreamStatuses.Error, failed.FailedAt, failed.DurationMs, failed.SegmentsUploaded, failed.BytesUploaded, failed.Code, failed.Reason);

    public static StreamOutcome Deleted(string recordingId, DateTimeOffset at) => new(recordingId, null, at, 0, 0, 0, null, null);

    /// <summary>The outcome in a state of Playback; null while there is none.</summary>
    public static StreamOutcome? Of(StreamState? state) => state is { Status: StreamStatuses.Ended or StreamStatuses.Error }
        ? new(
            state.RecordingId,
            state.Status,
            DateTimeOffset.FromUnixTimeMilliseconds(state.EndTime ?? state.LastActivity),
            state.Duration,
            state.SegmentsUploaded,
            state.BytesUploaded,
            state.Status == StreamStatuses.Error ? StreamErrorCodes.TranscodingFailed : null,
            state.Error)
        : null;
}
