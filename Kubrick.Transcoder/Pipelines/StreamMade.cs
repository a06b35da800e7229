using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Pipelines;

/// <summary>What was made of a stream that is over.</summary>
/// <param name="IsDeleted">Whether the recording was deleted.</param>
/// <param name="Archive">The recorder's own bytes; null where none came, or they could not be stored.</param>
/// <param name="IsArchiveLost">Whether bytes came that could not be stored.</param>
/// <param name="ManifestKey">The playlist; null where nothing can be played.</param>
/// <param name="Failure">Why the stream failed; null where it did not.</param>
internal sealed record StreamMade(bool IsDeleted, StreamArchive? Archive, bool IsArchiveLost, string? ManifestKey, StreamFailure? Failure);
