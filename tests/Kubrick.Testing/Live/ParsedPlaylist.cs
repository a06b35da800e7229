using System.Globalization;
using System.Text.RegularExpressions;

namespace Kubrick.Testing.Live;

/// <summary>A media playlist (RFC 8216, and the low-latency tags of its second edition).</summary>
/// <param name="MediaSequence">The number of the first segment.</param>
/// <param name="TargetDuration">Seconds.</param>
/// <param name="Segments">Complete segments, the oldest first.</param>
/// <param name="Parts">Parts, the oldest first, including those of incomplete segments.</param>
/// <param name="Map">The initialisation section of the first segment; null with MPEG-TS.</param>
/// <param name="IsEnded">Whether the playlist has the tag <c>EXT-X-ENDLIST</c>.</param>
public sealed partial record ParsedPlaylist(
    long MediaSequence,
    int TargetDuration,
    IReadOnlyList<ParsedSegment> Segments,
    IReadOnlyList<ParsedPart> Parts,
    string? Map,
    bool IsEnded)
{
    /// <summary>The number of the next segment.</summary>
    public long NextSequence => MediaSequence + Segments.Count;

    /// <summary>Parses a playlist.</summary>
    /// <exception cref="FormatException">The text is not a playlist.</exception>
    public static ParsedPlaylist Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines is not ["#EXTM3U", ..])
        {
            throw new FormatException("A playlist must start with #EXTM3U: " + text);
        }

        var (sequence, target, isEnded) = (0L, 0, false);
        string? map = null;
        var segments = new List<ParsedSegment>();
        var parts = new List<ParsedPart>();
        var duration = 0.0;
        var index = 0;
        foreach (var line in lines)
        {
            var value = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..];
            switch (line)
            {
                case var _ when line.StartsWith("#EXT-X-MEDIA-SEQUENCE:", StringComparison.Ordinal):
                    sequence = long.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case var _ when line.StartsWith("#EXT-X-TARGETDURATION:", StringComparison.Ordinal):
                    target = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case var _ when line.StartsWith("#EXT-X-MAP:", StringComparison.Ordinal):
                    map ??= Uri().Match(line).Groups[1].Value;
                    break;
                case var _ when line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal):
                    parts.Add(new ParsedPart(
                        sequence + segments.Count,
                        index++,
                        Uri().Match(line).Groups[1].Value,
                        double.Parse(Duration().Match(line).Groups[1].Value, CultureInfo.InvariantCulture),
                        line.Contains("INDEPENDENT=YES", StringComparison.Ordinal)));
                    break;
                case var _ when line.StartsWith("#EXTINF:", StringComparison.Ordinal):
                    duration = double.Parse(value.Split(',')[0], CultureInfo.InvariantCulture);
                    break;
                case "#EXT-X-ENDLIST":
                    isEnded = true;
                    break;
                case var _ when line[0] != '#':
                    segments.Add(new ParsedSegment(sequence + segments.Count, line, duration));
                    index = 0;
                    break;
                default:
                    break;
            }
        }

        return new ParsedPlaylist(sequence, target, segments, parts, map, isEnded);
    }

    [GeneratedRegex("URI=\"([^\"]+)\"")]
    private static partial Regex Uri();

    [GeneratedRegex("DURATION=([0-9.]+)")]
    private static partial Regex Duration();
}
