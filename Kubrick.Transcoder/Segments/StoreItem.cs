using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Segments;

/// <summary>Something that is to be stored.</summary>
internal abstract record StoreItem
{
    /// <summary>About how many bytes of memory it holds.</summary>
    public abstract long Length { get; }
}

/// <summary>An initialisation section, before the first segment that needs it.</summary>
/// <param name="Epoch">The number in its name.</param>
/// <param name="Bytes">All of it.</param>
internal sealed record InitItem(int Epoch, ReadOnlyMemory<byte> Bytes) : StoreItem
{
    /// <inheritdoc/>
    public override long Length => Bytes.Length;
}

/// <summary>A segment.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Timeline">The times it is told in.</param>
/// <param name="Resume">Where the next one begins; null where that is not known.</param>
/// <param name="Record">The record in the part log that has to be durable first; 0 for none.</param>
internal sealed record SegmentItem(SegmentReady Segment, EpochTimeline Timeline, ResumePoint? Resume, long Record) : StoreItem
{
    /// <inheritdoc/>
    public override long Length { get; } = Segment.Length + (Resume is null ? 0 : Resume.Header.Length + Resume.Init.Length);

    /// <summary>Whether another worker stored it: only the playlist and the checkpoint do not know yet.</summary>
    public bool IsStored { get; init; }

    /// <summary>How many bytes its object has. One that another worker stored is not always whole in the part log: then this is what that worker noted.</summary>
    public long Bytes { get; init; } = Segment.Length;
}
