namespace Kubrick.Transcoder.Packaging;

/// <summary>Cuts FFmpeg's output into segments and parts. Takes bytes in pieces of any size and never throws on malformed ones.</summary>
internal interface IPackager
{
    /// <summary>Takes the next bytes of FFmpeg's output.</summary>
    /// <param name="bytes">The bytes; not kept.</param>
    /// <returns>What is ready, in order; valid until the next call.</returns>
    IReadOnlyList<PackagerOutput> Append(ReadOnlyMemory<byte> bytes);

    /// <summary>FFmpeg's output has ended: the rest becomes the last segment.</summary>
    /// <returns>What is ready, in order.</returns>
    IReadOnlyList<PackagerOutput> Complete();
}
