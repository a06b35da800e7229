using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Outcomes;
using Kubrick.Ingest.Playback;

namespace Kubrick.Ingest.Streams;

/// <summary>A stream's state as Playback keeps it, with what Ingest itself did a moment ago laid over it.</summary>
internal sealed class StreamStates(PlaybackClient playback, TimeProvider clock)
{
    /// <summary>Right after a start.</summary>
    public async Task<StreamState> StartingAsync(string recordingId, CancellationToken cancellationToken)
    {
        var state = await FindAsync(recordingId, cancellationToken);
        return state.Status == StreamStatuses.Live ? state : state with { Status = StreamStatuses.Starting, EndTime = null };
    }

    /// <summary>Right after a stop, with the outcome where it is known.</summary>
    public async Task<StreamState> StoppingAsync(string recordingId, StreamOutcome? outcome, CancellationToken cancellationToken)
    {
        var state = await FindAsync(recordingId, cancellationToken);
        if (outcome is { Status: { } status })
        {
            return state with
            {
                Status = status,
                EndTime = outcome.EndedAt.ToUnixTimeMilliseconds(),
                Duration = outcome.DurationMs,
                SegmentsUploaded = outcome.SegmentsUploaded,
                BytesUploaded = outcome.BytesUploaded,
                Error = outcome.Reason,
            };
        }

        return StreamOutcome.Of(state) is null ? state with { Status = StreamStatuses.Stopping } : state;
    }

    private async Task<StreamState> FindAsync(string recordingId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await playback.FindAsync(recordingId, cancellationToken) ?? new StreamState(
            recordingId,
            StreamStatuses.Starting,
            now,
            EndTime: null,
            Duration: 0,
            ViewerCount: 0,
            SegmentsUploaded: 0,
            BytesUploaded: 0,
            LastActivity: now,
            $"/api/streams/{recordingId}/hls/manifest.m3u8",
            Error: null,
            new TranscoderState(IsRunning: false, SegmentCount: 0, BytesReceived: 0, Errors: []));
    }
}
