using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.Tests.Containers;

/// <summary>Reads bytes piece by piece and collects the facts.</summary>
internal static class Reading
{
    public static SourceReader ReaderOf(string fixture) => fixture == "mp4" ? new Mp4Reader() : new MatroskaReader();

    public static List<SourceFact> Read(SourceReader reader, params IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var facts = new List<SourceFact>();
        foreach (var piece in pieces)
        {
            facts.AddRange(reader.Append(piece));
        }

        return facts;
    }

    public static List<SourceFact> Read(SourceReader reader, byte[] bytes, int step)
    {
        var facts = new List<SourceFact>();
        for (var at = 0; at < bytes.Length; at += step)
        {
            facts.AddRange(reader.Append(bytes.AsMemory(at, Math.Min(step, bytes.Length - at))));
        }

        return facts;
    }

    public static List<SourceFact> Of(this IEnumerable<SourceFact> facts, SourceFactKind kind) => [.. facts.Where(fact => fact.Kind == kind)];
}
