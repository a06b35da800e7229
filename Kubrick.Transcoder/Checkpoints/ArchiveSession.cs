using Kubrick.Storage;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>The upload of the recorder's own bytes.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="ContentType">What the bytes are.</param>
/// <param name="UploadId">The provider's id of the upload.</param>
/// <param name="PartSize">Where the bytes are cut: the same parts come of it whoever cuts.</param>
internal sealed record ArchiveSession(string Key, string ContentType, string UploadId, long PartSize)
{
    /// <summary>The upload as the storage takes it.</summary>
    public UploadSession ToUpload() => new(Key, UploadId, PartSize, ExpiresAt: null);
}
