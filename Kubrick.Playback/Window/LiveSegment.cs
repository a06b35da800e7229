using System.Collections.Immutable;

namespace Kubrick.Playback.Window;

/// <summary>One segment of a live window.</summary>
internal sealed record LiveSegment
{
    public required long MediaSequence { get; init; }

    public required int Epoch { get; init; }

    /// <summary>Whose parts these are (<see cref="Contracts.Logs.PartRecord.Run"/>).</summary>
    public string? Run { get; init; }

    /// <summary>Whether <c>EXT-X-DISCONTINUITY</c> stands before it.</summary>
    public required bool IsDiscontinuity { get; init; }

    /// <summary>How many discontinuities the stream had up to and with this segment.</summary>
    public required int DiscontinuityNumber { get; init; }

    public required DateTimeOffset ProgramTime { get; init; }

    /// <summary>The parts that are in memory: those from 0 on without a gap, or none.</summary>
    public ImmutableArray<LivePart> Parts { get; init; } = [];

    /// <summary>The length of <see cref="Parts"/>.</summary>
    public long Bytes { get; init; }

    /// <summary>No part follows.</summary>
    public bool IsClosed { get; init; }

    /// <summary>How long it lasts, in µs; of an open one, as far as it is known.</summary>
    public long DurationUs { get; init; }

    /// <summary>The parts in memory are exactly the bytes of the whole segment.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The storage has it.</summary>
    public bool IsStored { get; init; }

    /// <summary>Somebody who asks for the segment gets it, from memory or from the storage.</summary>
    public bool IsFetchable => IsClosed && (IsWhole || IsStored);
}
