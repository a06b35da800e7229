using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Archive;

/// <summary>How the archive of a stream ended.</summary>
internal abstract record ArchiveResult
{
    private ArchiveResult()
    {
    }

    /// <summary>All bytes are stored.</summary>
    /// <param name="Archive">The object; null when the recorder sent no byte.</param>
    internal sealed record Stored(StreamArchive? Archive) : ArchiveResult;

    /// <summary>The recording was deleted: nothing is kept.</summary>
    internal sealed record Discarded : ArchiveResult;

    /// <summary>The bytes could not be stored; the chunk log still has them.</summary>
    /// <param name="Failure">The cause.</param>
    internal sealed record Lost(StreamFailure Failure) : ArchiveResult;
}
