using System.Security.Cryptography;
using System.Text.Json;

namespace Kubrick.Testing.Live;

/// <summary>
/// The chunks that a MediaRecorder produced: a file of bytes, and an index with the size of each chunk and either its arrival time in ms or the requested timeslice.
/// </summary>
/// <param name="Name">The recording's name.</param>
/// <param name="MimeType">The MIME type that MediaRecorder reported.</param>
/// <param name="Chunks">The chunks in order, each with its arrival time since the start of the recording.</param>
public sealed record RecordedChunks(string Name, string MimeType, IReadOnlyList<(TimeSpan At, ReadOnlyMemory<byte> Bytes)> Chunks)
{
    /// <summary>The bytes of all chunks.</summary>
    public byte[] Bytes => [.. Chunks.SelectMany(chunk => chunk.Bytes.ToArray())];

    /// <summary>The number of bytes.</summary>
    public long Length => Chunks.Sum(chunk => (long)chunk.Bytes.Length);

    /// <summary>The SHA-256 of all bytes, in lower-case hex digits.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>Reads <c>NAME.bin</c> and <c>NAME.json</c> from a folder.</summary>
    public static RecordedChunks Load(string folder, string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, name + ".bin"));
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, name + ".json")));
        var chunks = new List<(TimeSpan, ReadOnlyMemory<byte>)>();
        var offset = 0;
        foreach (var chunk in index.RootElement.GetProperty("chunks").EnumerateArray())
        {
            var hasTime = chunk.ValueKind == JsonValueKind.Array;
            var size = hasTime ? chunk[0].GetInt32() : chunk.GetInt32();
            var at = hasTime ? chunk[1].GetDouble() : chunks.Count * index.RootElement.GetProperty("timeslice").GetDouble();
            chunks.Add((TimeSpan.FromMilliseconds(at), bytes.AsMemory(offset, size)));
            offset += size;
        }

        return offset == bytes.Length
            ? new RecordedChunks(name, index.RootElement.GetProperty("mimeType").GetString()!, chunks)
            : throw new InvalidDataException($"The index of '{name}' covers {offset} bytes, the file has {bytes.Length}.");
    }
}
