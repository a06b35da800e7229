using System.Globalization;

namespace Kubrick.Playback.Tests.Playlists;

/// <summary>A playlist as a player reads it.</summary>
internal sealed record Listing(long MediaSequence, IReadOnlyList<string> Names, IReadOnlyList<string> Segments, IReadOnlyList<string> Parts, string? Hint, bool IsOver)
{
    public static Listing Of(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var segments = lines.Where(line => line[0] != '#').ToList();
        var parts = Uris(lines, "#EXT-X-PART:");
        return new Listing(
            lines.Where(line => line.StartsWith("#EXT-X-MEDIA-SEQUENCE:", StringComparison.Ordinal)).Select(line => long.Parse(line[22..], CultureInfo.InvariantCulture)).SingleOrDefault(-1),
            [.. Uris(lines, "#EXT-X-MAP:"), .. segments, .. parts],
            segments,
            parts,
            Uris(lines, "#EXT-X-PRELOAD-HINT:").SingleOrDefault(),
            lines[^1] == "#EXT-X-ENDLIST");
    }

    private static List<string> Uris(string[] lines, string tag) =>
        [.. lines.Where(line => line.StartsWith(tag, StringComparison.Ordinal)).Select(line => line.Split("URI=\"")[1].Split('"')[0])];
}
