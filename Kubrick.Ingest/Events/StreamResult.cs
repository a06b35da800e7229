using Kubrick.Contracts.Streams;

namespace Kubrick.Ingest.Events;

/// <summary>How a stream ended; every stream has one result.</summary>
/// <param name="RecordingId">The recording.</param>
/// <param name="Status"><c>ended</c> or <c>error</c>; null when the recording was deleted.</param>
/// <param name="EndedAt">When, in UTC.</param>
/// <param name="DurationMs">The playable length, in ms.</param>
/// <param name="SegmentsUploaded">Segments in the storage.</param>
/// <param name="BytesUploaded">Their bytes.</param>
/// <param name="Code">What failed, for programs.</param>
/// <param name="Reason">What failed, for people.</param>
internal sealed record StreamResult(
    string RecordingId, string? Status, DateTimeOffset EndedAt, long DurationMs, long SegmentsUploaded, long BytesUploaded, string? Code, string? Reason)
{
    /// <summary>What of the stream could not be kept, by kind.</summary>
    public IReadOnlyList<StreamLoss> Losses { get; init; } = [];

    public bool IsDeleted => Status is null;

    public bool IsFailed => Status == StreamStatuses.Error;

    public static StreamResult Of(StreamEnded ended) =>
        new(ended.RecordingId, StreamStatuses.Ended, ended.EndedAt, ended.Totals.DurationMs, ended.Totals.SegmentsUploaded, ended.Totals.BytesUploaded, null, null)
        {
            Losses = ended.Losses,
        };

    public static StreamResult Of(StreamFailed failed) =>
        new(
            failed.RecordingId,
            StreamStatuses.Error,
            failed.FailedAt,
            failed.Totals.DurationMs,
            failed.Totals.SegmentsUploaded,
            failed.Totals.BytesUploaded,
            failed.Code,
            failed.Reason)
        {
            Losses = failed.Losses,
        };

    public static StreamResult Deleted(string recordingId, DateTimeOffset at) => new(recordingId, null, at, 0, 0, 0, null, null);

    /// <summary>The result in a state of Playback; null while there is none.</summary>
    public static StreamResult? Of(StreamState? state) => state is { Status: StreamStatuses.Ended or StreamStatuses.Error }
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
