using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>Where FFmpeg can be started in the middle of a container so that its output goes on where it stopped.</summary>
/// <param name="Position">The keyframe's cluster in the chunk log.</param>
/// <param name="Container">The container.</param>
/// <param name="Header">The container's header, which FFmpeg gets first.</param>
/// <param name="SourceEpoch">The epoch in the chunk log's headers.</param>
/// <param name="Timeline">How the container's times become the stream's.</param>
/// <param name="ExpectedStartUs">Where the output goes on, in µs on the container's time line.</param>
/// <param name="Init">The initialisation section that was published; empty with MPEG-TS.</param>
internal sealed record ResumePoint(
    ChunkPosition Position, ContainerKind Container, byte[] Header, int SourceEpoch, EpochTimeline Timeline, long ExpectedStartUs, byte[] Init)
{
    /// <summary>
    /// This place for an output that has gone further since, where no later place is known: more is decoded again, but nothing is put out twice. Null where the
    /// output is that of another container.
    /// </summary>
    public ResumePoint? GoneOn(EpochTimeline timeline, long expectedStartUs, byte[] init) => Timeline with { Epoch = timeline.Epoch } == timeline
        ? this with { Timeline = timeline, ExpectedStartUs = expectedStartUs, Init = init }
        : null;
}
