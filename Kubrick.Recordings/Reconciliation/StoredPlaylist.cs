using System.Globalization;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>What a stream's stored playlist tells (RFC 8216).</summary>
/// <param name="IsEnded">Whether its worker brought it to the end (<c>EXT-X-ENDLIST</c>).</param>
/// <param name="Segments">How many segments it lists.</param>
/// <param name="DurationMs">How long they are together, in ms.</param>
internal sealed record StoredPlaylist(bool IsEnded, long Segments, long DurationMs)
{
    private const string EndTag = "#EXT-X-ENDLIST";
    private const string SegmentTag = "#EXTINF:";

    /// <summary>Reads a playlist to its end, however long it is. A segment whose duration cannot be read counts as none.</summary>
    public static async Task<StoredPlaylist> ReadAsync(Stream playlist, CancellationToken cancellationToken)
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

        return new StoredPlaylist(isEnded, segments, (long)(seconds * 1000));
    }
}
