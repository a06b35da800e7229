namespace Kubrick.Playback.Streams;

/// <summary>
/// What is known of a stream: facts, each from one kind of event and each only growing, so that events may come in any order and twice. The status follows
/// from them. Times are Unix ms.
/// </summary>
internal sealed class StreamDocument
{
    /// <summary>The recording's id.</summary>
    public string Id { get; init; } = "";

    public string? Title { get; init; }

    /// <summary>When that title was true.</summary>
    public long? NamedAt { get; init; }

    public string? RecorderName { get; init; }

    public string? Quality { get; init; }

    /// <summary>When it was started; the earliest time that any event told of.</summary>
    public long? StartedAt { get; init; }

    public long? InterruptedAt { get; init; }

    public long? ResumedAt { get; init; }

    /// <summary>A resumption was heard of after the last interruption, whatever their times say.</summary>
    public bool WasResumed { get; init; }

    /// <summary>Bytes that were received before the last interruption; what comes beyond them comes from a publisher who is back.</summary>
    public long? BytesAtInterruption { get; init; }

    public long? EndingAt { get; init; }

    public long? EndedAt { get; init; }

    public long? FailedAt { get; init; }

    /// <summary>Why it failed, one sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>The length of what can be played, once it is over.</summary>
    public long? DurationMs { get; init; }

    public long SegmentsUploaded { get; init; }

    public long BytesUploaded { get; init; }

    public long BytesReceived { get; init; }

    /// <summary>When a worker last said how far it is.</summary>
    public long? ProgressAt { get; init; }

    /// <summary>What the worker complained of then.</summary>
    public IReadOnlyList<string>? Errors { get; init; }

    public long? LastActivity { get; init; }

    /// <summary>It ended or failed.</summary>
    public bool IsOver { get; init; }

    /// <summary>The recording was deleted: nothing of the stream is shown. The document stays a while, for events that come late.</summary>
    public long? DeletedAt { get; init; }
}
