namespace Kubrick.Transcoder.Packaging;

/// <summary>Cuts FFmpeg's fragmented MP4 into parts and segments.</summary>
internal sealed class SegmentPackager(PackagerOptions options, PackagerStart start) : IPackager
{
    private readonly List<PackagerOutput> outputs = [];

    /// <inheritdoc/>
    public IReadOnlyList<PackagerOutput> Append(ReadOnlyMemory<byte> bytes)
    {
        _ = (options, start);
        return outputs;
    }

    /// <inheritdoc/>
    public IReadOnlyList<PackagerOutput> Complete() => outputs;
}
