using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Tests.Packaging;

/// <summary>The output of a packager.</summary>
internal sealed class Packed
{
    private Packed(List<PackagerOutput> outputs) => Outputs = outputs;

    public List<PackagerOutput> Outputs { get; }

    public IReadOnlyList<PartReady> Parts => [.. Outputs.OfType<PartReady>()];

    public IReadOnlyList<SegmentReady> Segments => [.. Outputs.OfType<SegmentReady>()];

    public InitReady Init => Assert.Single(Outputs.OfType<InitReady>());

    /// <summary>All segments, after the initialisation section when there is one.</summary>
    public byte[] Everything => [.. Outputs.OfType<InitReady>().SelectMany(init => init.Bytes.ToArray()), .. Segments.SelectMany(segment => segment.ToArray())];

    public static PackagerOptions Options(double segmentSeconds = 2) =>
        PackagerOptions.For(TimeSpan.FromSeconds(segmentSeconds), TimeSpan.FromSeconds(10));

    public static Packed From(IPackager packager, byte[] bytes, int step = 4096)
    {
        var outputs = new List<PackagerOutput>();
        for (var at = 0; at < bytes.Length; at += step)
        {
            outputs.AddRange(packager.Append(bytes.AsMemory(at, Math.Min(step, bytes.Length - at))));
        }

        outputs.AddRange(packager.Complete());
        return new Packed(outputs);
    }

    public static Packed From(byte[] bytes, double segmentSeconds = 2, PackagerStart? start = null, int step = 4096) =>
        From(new SegmentPackager(Options(segmentSeconds), start ?? new PackagerStart()), bytes, step);
}
