using System.Text.Json.Serialization;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>Maps the times of one container to those of the stream.</summary>
/// <param name="InitNumber">The number in the name of the initialisation section.</param>
/// <param name="BaseUs">Where the container's time 0 lies on the stream's own timeline, in µs.</param>
/// <param name="ProgramStart">The publisher's clock at the container's time 0.</param>
internal sealed record EpochTimeline([property: JsonPropertyName("epoch")] int InitNumber, long BaseUs, DateTimeOffset ProgramStart)
{
    /// <summary>The publisher's clock at a time of the container.</summary>
    public DateTimeOffset ProgramTime(long timeUs) => ProgramStart + TimeSpan.FromMicroseconds(timeUs);

    /// <summary>
    /// This timeline with the latest estimate of the clock, for a segment that is about to start. Later frames can show that the clock is earlier than estimated, but no segment
    /// may start before a published one ended. So the clock is corrected before anything is published, and as far as a gap leaves room.
    /// </summary>
    /// <param name="estimate">The clock at the container's time 0, as far as it is known.</param>
    /// <param name="endUs">Where the previous segment ended, on the container's timeline; null for the first.</param>
    /// <param name="startUs">Where the next one starts.</param>
    public EpochTimeline Corrected(DateTimeOffset? estimate, long? endUs, long startUs)
    {
        var start = estimate < ProgramStart ? estimate.Value : ProgramStart;
        if (endUs is { } end && ProgramTime(end) - TimeSpan.FromMicroseconds(startUs) is var earliest && start < earliest)
        {
            start = earliest;
        }

        return start == ProgramStart ? this : this with { ProgramStart = start };
    }
}
