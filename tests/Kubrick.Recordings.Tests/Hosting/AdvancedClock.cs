namespace Kubrick.Recordings.Tests.Hosting;

/// <summary>The real time plus an offset.</summary>
internal sealed class AdvancedClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
