namespace Kubrick.Transcoder.Checkpoints;

/// <summary>How the times of one container become those of the stream.</summary>
/// <param name="Epoch">The number in the name of the initialisation section.</param>
/// <param name="BaseUs">Where on the stream's own time line the container's time 0 lies, in µs.</param>
/// <param name="ProgramStart">The publisher's clock at the container's time 0.</param>
internal sealed record EpochTimeline(int Epoch, long BaseUs, DateTimeOffset ProgramStart)
{
    /// <summary>The publisher's clock at a time of the container.</summary>
    public DateTimeOffset ProgramTime(long timeUs) => ProgramStart + TimeSpan.FromMicroseconds(timeUs);
}
