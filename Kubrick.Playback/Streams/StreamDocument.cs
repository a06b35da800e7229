namespace Kubrick.Playback.Streams;

/// <summary>
/// The facts about a stream. Each fact comes from one kind of event and only grows, so events may arrive twice and in any order; the status is derived from the
/// facts. Times are Unix ms.
/// </summary>
internal sealed class StreamDocument
{
    /// <summary>The recording's id.</summary>
    public string Id { get; init; } = "";

    public string? Title { get; init; }

    /// <summary>When the recording got that title.</summary>
    public long? NamedAt { get; init; }

    public string? RecorderName { get; init; }

    public string? Quality { get; init; }

    /// <summary>When it was started: the earliest time of any event.</summary>
    public long? StartedAt { get; init; }

    public long? InterruptedAt { get; init; }

    public long? ResumedAt { get; init; }

    /// <summary>Whether a resumption arrived after the last interruption, regardless of their times.</summary>
    public bool WasResumed { get; init; }

    /// <summary>Bytes received before the last interruption. More bytes than that mean that the publisher has returned.</summary>
    public long? BytesAtInterruption { get; init; }

    public long? EndingAt { get; init; }

    public long? EndedAt { get; init; }

    public long? FailedAt { get; init; }

    /// <summary>Why it failed, one sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>The playable duration; set when the stream is over.</summary>
    public long? DurationMs { get; init; }

    public long SegmentsUploaded { get; init; }

    public long BytesUploaded { get; init; }

    public long BytesReceived { get; init; }

    /// <summary>When the worker reported progress last.</summary>
    public long? ProgressAt { get; init; }

    /// <summary>The errors in that report.</summary>
    public IReadOnlyList<string>? Errors { get; init; }

    /// <summary>What the stream waited for in that report.</summary>
    public string? Problem { get; init; }

    /// <summary>What could not be kept, by kind (<see cref="Contracts.Streams.StreamLossKinds"/>).</summary>
    public Dictionary<string, long>? Losses { get; init; }

    public long? LastActivity { get; init; }

    /// <summary>Whether it ended or failed.</summary>
    public bool IsOver { get; init; }

    /// <summary>When the recording was deleted: the stream is hidden from then on. The document is kept for a while, because late events would create it again.</summary>
    public long? DeletedAt { get; init; }
}
