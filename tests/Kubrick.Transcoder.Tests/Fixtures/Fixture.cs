using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Transcoder.Tests.Fixtures;

/// <summary>A recording of this folder (<c>record.mjs</c> makes them).</summary>
public sealed class Fixture
{
    private static readonly string Folder = System.IO.Path.Combine(RepositoryFolder.Path, "tests", "Kubrick.Transcoder.Tests", "Fixtures");

    private Fixture(string name)
    {
        var recorded = RecordedChunks.Load(Folder, name);
        (Bytes, Chunks) = (recorded.Bytes, [.. recorded.Chunks.Select(chunk => chunk.Bytes)]);
    }

    /// <summary>The names of all of them.</summary>
    public static TheoryData<string> Names => ["vp8", "vp9", "h264", "h264-late-picture", "mp4", "vp8-video-only", "opus-audio-only", "vp8-resize"];

    /// <summary>The whole recording.</summary>
    public byte[] Bytes { get; }

    /// <summary>The recorder's chunks.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chunks { get; }

    /// <summary>Reads a fixture.</summary>
    public static Fixture Load(string name) => new(name);
}
