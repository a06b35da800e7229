using System.Collections.Immutable;

namespace Kubrick.Playback.Window;

/// <summary>One segment of a live window.</summary>
internal sealed record LiveSegment
{
    public required long MediaSequence { get; init; }

    /// <summary>The number of its initialisation section.</summary>
    public required int InitNumber { get; init; }

    /// <summary>The worker run that wrote the parts (<see cref="Contracts.Logs.PartRecord.Run"/>).</summary>
    public string? Run { get; init; }

    /// <summary>Whether <c>EXT-X-DISCONTINUITY</c> precedes it.</summary>
    public required bool IsDiscontinuity { get; init; }

    /// <summary>The number of discontinuities in the stream up to and including this segment.</summary>
    public required int DiscontinuityNumber { get; init; }

    public required DateTimeOffset ProgramTime { get; init; }

    /// <summary>The parts in memory: from the first one on without a gap, or none.</summary>
    public ImmutableArray<LivePart> Parts { get; init; } = [];

    /// <summary>The size of <see cref="Parts"/>.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether no more parts follow.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The duration in µs; of an open segment, that of its parts so far.</summary>
    public long DurationUs { get; init; }

    /// <summary>Whether the parts in memory are the whole segment.</summary>
    public bool IsWhole { get; init; }

    public bool IsStored { get; init; }

    /// <summary>Whether the whole segment can be served, from memory or from the storage.</summary>
    public bool IsFetchable => IsClosed && (IsWhole || IsStored);
}

/// <summary>One part in memory.</summary>
/// <param name="DurationUs">Its duration, in µs.</param>
/// <param name="IsIndependent">Whether it starts with a keyframe.</param>
/// <param name="Bytes">One <c>moof</c> and its <c>mdat</c>.</param>
internal sealed record LivePart(long DurationUs, bool IsIndependent, ReadOnlyMemory<byte> Bytes);
