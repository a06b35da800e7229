namespace Kubrick.Recordings.Tests.Hosting;

/// <summary>The real time, and as far ahead of it as a test turns it.</summary>
internal sealed class TurnedClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
