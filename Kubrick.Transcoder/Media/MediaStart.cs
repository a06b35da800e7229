using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Chunks;

namespace Kubrick.Transcoder.Media;

/// <summary>Where a run of FFmpeg starts.</summary>
/// <param name="Position">Where in the chunk log.</param>
/// <param name="Middle">The container, when the run starts in the middle of it; null at the start of a container.</param>
/// <param name="InitNumber">The number in the name of the initialisation section, unless its bytes need another.</param>
/// <param name="BaseUs">Where a new container's first frame lies on the stream's own timeline, in µs.</param>
/// <param name="IsDiscontinuity">Whether a new timeline starts.</param>
internal sealed record MediaStart(ChunkPosition Position, MiddleOfContainer? Middle, int InitNumber, long BaseUs, bool IsDiscontinuity)
{
    /// <summary>At the stream's first byte.</summary>
    public static MediaStart FirstByte { get; } = new(ChunkPosition.First, null, 0, 0, false);

    /// <summary>Where another worker stopped.</summary>
    public static MediaStart From(ResumePoint resume) => new(
        resume.Position,
        new MiddleOfContainer(resume.Container, resume.Header, resume.SourceEpoch, resume.Timeline, resume.ExpectedStartUs, resume.Init),
        resume.Timeline.InitNumber,
        resume.Timeline.BaseUs,
        false);
}

/// <summary>What is needed to resume in the middle of a container.</summary>
/// <param name="Container">The container.</param>
/// <param name="Header">Its header.</param>
/// <param name="SourceEpoch">Its epoch in the chunk log's headers.</param>
/// <param name="Timeline">Maps its times to the stream's.</param>
/// <param name="ExpectedStartUs">Where the output stopped, on the container's timeline; null when there was none.</param>
/// <param name="Init">The published initialisation section; null or empty when there was none.</param>
internal sealed record MiddleOfContainer(
    ContainerKind Container, byte[] Header, int SourceEpoch, EpochTimeline Timeline, long? ExpectedStartUs, byte[]? Init);
