using System.Collections.Immutable;
using Kubrick.Storage;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>How far a stream's worker is: what another worker needs to resume. Stored as JSON beside the stream's segments.</summary>
internal sealed record Checkpoint
{
    /// <summary>How often a worker started on the stream since the last progress.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether the recording was deleted: nothing of the stream is kept.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The archive's upload; null before it started.</summary>
    public ArchiveSession? Archive { get; init; }

    /// <summary>All segments in the storage, from the first.</summary>
    public ImmutableList<PlaylistSegment> Segments { get; init; } = [];

    /// <summary>The bytes of initialisation sections and segments in the storage.</summary>
    public long BytesUploaded { get; init; }

    /// <summary>Where the segment after the last stored one starts; null before one was stored.</summary>
    public ResumePoint? Resume { get; init; }
}

/// <summary>The multipart upload of the recorder's own bytes.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="ContentType">The object's content type.</param>
/// <param name="UploadId">The provider's id of the upload.</param>
/// <param name="PartSize">Where the bytes are cut: every worker makes the same parts.</param>
internal sealed record ArchiveSession(string Key, string ContentType, string UploadId, long PartSize)
{
    /// <summary>The upload in the storage's form.</summary>
    public UploadSession ToUpload() => new(Key, UploadId, PartSize, ExpiresAt: null);
}
