namespace Kubrick.Contracts.Streams;

/// <summary>A stream's state as sent to clients (<c>docs/http-api.md</c>, Streams).</summary>
public record StreamState
{
    /// <summary>The recording's id, 24 hex digits.</summary>
    public required string RecordingId { get; init; }

    /// <summary>See <see cref="StreamStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The start, in Unix ms.</summary>
    public required long StartTime { get; init; }

    /// <summary>The end, in Unix ms; null before the end.</summary>
    public required long? EndTime { get; init; }

    /// <summary>The duration so far, or in total, in ms.</summary>
    public required long Duration { get; init; }

    /// <summary>The number of viewers.</summary>
    public required int ViewerCount { get; init; }

    /// <summary>Stored segments.</summary>
    public required long SegmentsUploaded { get; init; }

    /// <summary>Stored bytes of initialisation sections and segments.</summary>
    public required long BytesUploaded { get; init; }

    /// <summary>The last activity, in Unix ms.</summary>
    public required long LastActivity { get; init; }

    /// <summary>The URL of the playlist, relative to the public origin.</summary>
    public required string ManifestUrl { get; init; }

    /// <summary>The error in one sentence; null when there is none.</summary>
    public required string? Error { get; init; }

    /// <summary>The state of its worker.</summary>
    public required TranscoderState Transcoder { get; init; }
}
