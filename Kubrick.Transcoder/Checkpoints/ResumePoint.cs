using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Chunks;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>Where FFmpeg can be started in the middle of a container so that its output continues without a gap.</summary>
/// <param name="Position">The keyframe's cluster in the chunk log.</param>
/// <param name="Container">The container.</param>
/// <param name="Header">The container's header, which FFmpeg gets first.</param>
/// <param name="SourceEpoch">The epoch in the chunk log's headers.</param>
/// <param name="Timeline">Maps the container's times to the stream's.</param>
/// <param name="ExpectedStartUs">Where the output continues, in µs on the container's timeline.</param>
/// <param name="Init">The published initialisation section; empty with MPEG-TS.</param>
internal sealed record ResumePoint(
    ChunkPosition Position, ContainerKind Container, byte[] Header, int SourceEpoch, EpochTimeline Timeline, long ExpectedStartUs, byte[] Init)
{
    /// <summary>What could not be kept before this point, by kind; null for nothing, and in points of older workers.</summary>
    public IReadOnlyDictionary<string, long>? Losses { get; init; }

    /// <summary>
    /// This point for output that has advanced since, when no later point is known: more is decoded again, but nothing is output twice. Null when the output belongs to another
    /// container.
    /// </summary>
    public ResumePoint? AdvancedTo(EpochTimeline timeline, long expectedStartUs, byte[] init) => Timeline with { InitNumber = timeline.InitNumber } == timeline
        ? this with { Timeline = timeline, ExpectedStartUs = expectedStartUs, Init = init }
        : null;
}
