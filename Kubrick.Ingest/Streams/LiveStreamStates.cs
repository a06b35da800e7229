using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Events;

namespace Kubrick.Ingest.Streams;

/// <summary>A stream's state as Playback knows it, corrected by what Ingest has just done.</summary>
internal sealed class LiveStreamStates(StreamStateClient states, TimeProvider clock)
{
    /// <summary>The state right after a start.</summary>
    public async Task<StreamState> StartingAsync(string recordingId, CancellationToken cancellationToken)
    {
        var state = await FindAsync(recordingId, cancellationToken);
        return state.Status == StreamStatuses.Live ? state : state with { Status = StreamStatuses.Starting, EndTime = null };
    }

    /// <summary>The state right after a stop, with the result if it is known.</summary>
    public async Task<StreamState> StoppingAsync(string recordingId, StreamResult? result, CancellationToken cancellationToken)
    {
        var state = await FindAsync(recordingId, cancellationToken);
        if (result is { Status: { } status })
        {
            return state with
            {
                Status = status,
                EndTime = result.EndedAt.ToUnixTimeMilliseconds(),
                Duration = result.DurationMs,
                SegmentsUploaded = result.SegmentsUploaded,
                BytesUploaded = result.BytesUploaded,
                Error = result.Reason,
            };
        }

        return StreamResult.Of(state) is null ? state with { Status = StreamStatuses.Stopping } : state;
    }

    private async Task<StreamState> FindAsync(string recordingId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await states.FindAsync(recordingId, cancellationToken) ?? new StreamState
        {
            RecordingId = recordingId,
            Status = StreamStatuses.Starting,
            StartTime = now,
            EndTime = null,
            Duration = 0,
            ViewerCount = 0,
            SegmentsUploaded = 0,
            BytesUploaded = 0,
            LastActivity = now,
            ManifestUrl = $"/api/streams/{recordingId}/hls/manifest.m3u8",
            Error = null,
            Transcoder = new TranscoderState(IsRunning: false, SegmentCount: 0, BytesReceived: 0, Errors: []),
        };
    }
}
