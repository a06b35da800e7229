using System.Collections.Immutable;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>How far a stream's worker is: what another one needs to go on. JSON, beside the stream's segments.</summary>
internal sealed record Checkpoint
{
    /// <summary>How often a worker began with the stream since it last got on with it.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether the recording was deleted: nothing of the stream is to be kept.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The archive's upload; null before it was begun.</summary>
    public ArchiveSession? Archive { get; init; }

    /// <summary>All segments that are in the storage, from the first on.</summary>
    public ImmutableList<PlaylistSegment> Segments { get; init; } = [];

    /// <summary>The bytes of initialisation sections and segments in the storage.</summary>
    public long BytesUploaded { get; init; }

    /// <summary>Where the segment after the last stored one begins; null before one was stored.</summary>
    public ResumePoint? Resume { get; init; }
}
