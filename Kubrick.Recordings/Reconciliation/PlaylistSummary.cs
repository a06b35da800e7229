using System.Globalization;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>The facts of a stream's stored playlist (RFC 8216).</summary>
/// <param name="IsEnded">Whether its worker finished it (<c>EXT-X-ENDLIST</c>).</param>
/// <param name="Segments">The number of its segments.</param>
/// <param name="DurationMs">Their total duration, in ms.</param>
internal sealed record PlaylistSummary(bool IsEnded, long Segments, long DurationMs)
{
    private const string EndTag = "#EXT-X-ENDLIST";
    private const string SegmentTag = "#EXTINF:";

    /// <summary>Reads a whole playlist line by line. A segment with an unreadable duration is not counted.</summary>
    public static async Task<PlaylistSummary> ReadAsync(Stream playlist, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(playlist);
        var (isEnded, segments, seconds) = (false, 0L, 0m);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            isEnded |= line.Trim() == EndTag;
            if (line.StartsWith(SegmentTag, StringComparison.Ordinal)
                && decimal.TryParse(line.AsSpan(SegmentTag.Length).Trim().TrimEnd(','), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var duration)
                && duration < int.MaxValue)
            {
                (segments, seconds) = (segments + 1, seconds + duration);
            }
        }

        return new PlaylistSummary(isEnded, segments, (long)(seconds * 1000));
    }
}
