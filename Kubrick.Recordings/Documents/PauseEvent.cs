using Kubrick.Contracts.Recordings;

namespace Kubrick.Recordings.Documents;

/// <summary>One pause of the recorder, as its browser measured it.</summary>
internal sealed record PauseEvent
{
    /// <summary>Null where a document of another system does not have it.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    public DateTimeOffset? ResumedAt { get; init; }

    /// <summary>Seconds.</summary>
    public double? Duration { get; init; }

    public static PauseEvent Of(RecorderPause pause) => new() { PausedAt = pause.PausedAt, ResumedAt = pause.ResumedAt, Duration = pause.Duration };
}
