using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Chunks;

namespace Kubrick.Transcoder.Tests.Checkpoints;

public sealed class ResumePointTests
{
    private static readonly EpochTimeline Timeline = new(0, 0, DateTimeOffset.UnixEpoch);
    private static readonly ResumePoint Point = new(new ChunkPosition(7, 5, 3), ContainerKind.Matroska, [1], 0, Timeline, 2_000_000, [2]);

    [Fact]
    public void A_resume_point_advances_with_the_output()
    {
        var gone = Point.AdvancedTo(Timeline with { InitNumber = 1 }, 4_000_000, [3]);

        Assert.Equal(Point with { Timeline = Timeline with { InitNumber = 1 }, ExpectedStartUs = 4_000_000, Init = gone!.Init }, gone);
        Assert.Equal([3], gone.Init);
    }

    [Fact]
    public void A_resume_point_does_not_advance_with_another_containers_output() => Assert.Null(Point.AdvancedTo(Timeline with { BaseUs = 9_000_000 }, 1_000_000, [3]));
}
