namespace Kubrick.Transcoder.Containers;

/// <summary>
/// Reads a publisher's bytes as they come, in pieces of any size, and tells what they hold. It keeps none of them but the header and what is needed to
/// understand the next ones, whatever sizes the bytes claim; bad bytes are reported and stepped over, never thrown.
/// </summary>
internal interface ISourceReader
{
    /// <summary>The container it reads.</summary>
    ContainerKind Container { get; }

    /// <summary>The header; null until it is complete.</summary>
    SourceHeader? Header { get; }

    /// <summary>Whether the header cannot be read, so that nothing that follows can be decoded.</summary>
    bool IsUnreadable { get; }

    /// <summary>How many bytes it was given.</summary>
    long Position { get; }

    /// <summary>Takes the next bytes.</summary>
    /// <param name="bytes">The bytes; not kept.</param>
    /// <returns>What was found, in the order of the bytes; good until the next call.</returns>
    IReadOnlyList<SourceFact> Append(ReadOnlyMemory<byte> bytes);
}
