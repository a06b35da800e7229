using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;

namespace Kubrick.Transcoder.Archive;

/// <summary>What became of a recorder's own bytes.</summary>
/// <param name="Reason">Why the stream is over.</param>
/// <param name="Archive">The stored object; null where no byte came, or nothing is kept.</param>
internal sealed record ArchiveResult(StreamEndReason Reason, StreamArchive? Archive);
