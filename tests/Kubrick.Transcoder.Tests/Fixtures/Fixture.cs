using System.Text.Json;
using Kubrick.Testing;

namespace Kubrick.Transcoder.Tests.Fixtures;

/// <summary>A recording of this folder (<c>record.mjs</c> makes them).</summary>
public sealed class Fixture
{
    private static readonly string Folder = System.IO.Path.Combine(RepositoryFolder.Path, "tests", "Kubrick.Transcoder.Tests", "Fixtures");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private Fixture(string name)
    {
        Path = System.IO.Path.Combine(Folder, $"{name}.bin");
        Bytes = File.ReadAllBytes(Path);
        var index = JsonSerializer.Deserialize<Index>(File.ReadAllText(System.IO.Path.Combine(Folder, $"{name}.json")), Json)!;
        var at = 0;
        foreach (var size in index.Chunks)
        {
            Chunks.Add(Bytes.AsMemory(at, size));
            at += size;
        }
    }

    /// <summary>The names of all of them.</summary>
    public static TheoryData<string> Names => ["vp8", "vp9", "h264", "mp4", "vp8-video-only", "opus-audio-only", "vp8-resize"];

    /// <summary>Where the bytes are.</summary>
    public string Path { get; }

    /// <summary>The whole recording.</summary>
    public byte[] Bytes { get; }

    /// <summary>The pieces in which the recorder gave it.</summary>
    public List<ReadOnlyMemory<byte>> Chunks { get; } = [];

    /// <summary>Reads a fixture.</summary>
    public static Fixture Load(string name) => new(name);

    private sealed record Index(string MimeType, int Timeslice, int[] Chunks);
}
