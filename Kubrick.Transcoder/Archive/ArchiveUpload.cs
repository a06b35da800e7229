using Kubrick.Storage;
using Kubrick.Transcoder.Checkpoints;

namespace Kubrick.Transcoder.Archive;

/// <summary>The archive's upload, and what another worker stored of it.</summary>
/// <param name="Session">The upload.</param>
/// <param name="Stored">The parts that are there already, by number.</param>
/// <param name="IsComplete">Whether another worker completed it, so that nothing is left to send.</param>
internal sealed record ArchiveUpload(ArchiveSession Session, IReadOnlyDictionary<int, UploadedPart> Stored, bool IsComplete);
