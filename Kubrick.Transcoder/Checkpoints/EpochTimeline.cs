namespace Kubrick.Transcoder.Checkpoints;

/// <summary>How the times of one container become those of the stream.</summary>
/// <param name="Epoch">The number in the name of the initialisation section.</param>
/// <param name="BaseUs">Where on the stream's own time line the container's time 0 lies, in µs.</param>
/// <param name="ProgramStart">The publisher's clock at the container's time 0.</param>
internal sealed record EpochTimeline(int Epoch, long BaseUs, DateTimeOffset ProgramStart)
{
    /// <summary>The publisher's clock at a time of the container.</summary>
    public DateTimeOffset ProgramTime(long timeUs) => ProgramStart + TimeSpan.FromMicroseconds(timeUs);

    /// <summary>
    /// This time line with what is known better of the clock by now, for a segment that is about to begin. Frames show that it is earlier than was thought; but viewers were told
    /// of segments, and no later one may begin before they ended. So it is corrected where nothing was told yet, and where a gap leaves room for it.
    /// </summary>
    /// <param name="known">The clock at the container's time 0, as far as it is known now.</param>
    /// <param name="endUs">Where the segment before ended, on the container's time line; null where there was none.</param>
    /// <param name="startUs">Where the next one begins.</param>
    public EpochTimeline Corrected(DateTimeOffset? known, long? endUs, long startUs)
    {
        var start = known < ProgramStart ? known.Value : ProgramStart;
        if (endUs is { } end && ProgramTime(end) - TimeSpan.FromMicroseconds(startUs) is var earliest && start < earliest)
        {
            start = earliest;
        }

        return start == ProgramStart ? this : this with { ProgramStart = start };
    }
}
