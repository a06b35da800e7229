using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.Media;

/// <summary>Where a run of FFmpeg begins.</summary>
/// <param name="Position">Where in the chunk log.</param>
/// <param name="Middle">What is known of the container where it begins in the middle of it; null where a new one begins there.</param>
/// <param name="Epoch">The number in the name of the initialisation section, unless it turns out to be another.</param>
/// <param name="BaseUs">Where a new container's first frame lies on the stream's own time line, in µs.</param>
/// <param name="IsDiscontinuity">Whether a new time line begins.</param>
internal sealed record MediaStart(ChunkPosition Position, MiddleOfContainer? Middle, int Epoch, long BaseUs, bool IsDiscontinuity)
{
    /// <summary>At the stream's first byte.</summary>
    public static MediaStart Beginning { get; } = new(ChunkPosition.First, null, 0, 0, false);

    /// <summary>Where another worker stopped.</summary>
    public static MediaStart From(ResumePoint resume) => new(
        resume.Position,
        new MiddleOfContainer(resume.Container, resume.Header, resume.SourceEpoch, resume.Timeline, resume.ExpectedStartUs, resume.Init),
        resume.Timeline.Epoch,
        resume.Timeline.BaseUs,
        false);
}

/// <summary>What has to be known of a container to go on in the middle of it.</summary>
/// <param name="Container">The container.</param>
/// <param name="Header">Its header.</param>
/// <param name="SourceEpoch">Its epoch in the chunk log's headers.</param>
/// <param name="Timeline">How its times become the stream's.</param>
/// <param name="ExpectedStartUs">Where the output stopped, on the container's time line; null where there was none.</param>
/// <param name="Init">The initialisation section that was published; null or empty where there was none.</param>
internal sealed record MiddleOfContainer(
    ContainerKind Container, byte[] Header, int SourceEpoch, EpochTimeline Timeline, long? ExpectedStartUs, byte[]? Init);
