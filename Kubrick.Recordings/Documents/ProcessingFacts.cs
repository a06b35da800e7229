namespace Kubrick.Recordings.Documents;

/// <summary>The newest request to process a recording.</summary>
internal sealed record ProcessingFacts
{
    public required ProcessingState State { get; init; }

    /// <summary>Why it failed, one sentence for people; null in every other state.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether an MP4 copy is wanted.</summary>
    public bool WantsMp4 { get; init; }

    /// <summary>Whether nobody waits for it: the recording was stored before recordings were processed.</summary>
    public bool IsBackfill { get; init; }

    /// <summary>When a worker was last asked, or last reported.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
