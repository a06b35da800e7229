using System.Globalization;
using System.Text;
using Kubrick.Storage;

namespace Kubrick.Transcoder.Packaging;

/// <summary>Writes the playlist that is stored beside the segments (RFC 8216). The low-latency playlist with parts is Playback's.</summary>
internal static class MediaPlaylist
{
    // EXTINF with decimals needs 3; EXT-X-MAP in a playlist that is not of keyframes alone needs 6 (RFC 8216, 7). Nothing written here needs more.
    private const int TransportVersion = 3;
    private const int FragmentVersion = 6;

    /// <summary>Writes a playlist.</summary>
    /// <param name="segments">The stored segments from the stream's first on, without a gap in their numbers; the window is cut here.</param>
    /// <param name="options">How.</param>
    /// <param name="names">How the media is called.</param>
    public static string Write(IReadOnlyList<PlaylistSegment> segments, PlaylistOptions options, MediaNames names)
    {
        var first = options.Kind == PlaylistKind.Live ? Math.Max(0, segments.Count - options.Window) : 0;
        var text = new StringBuilder(256 + ((segments.Count - first) * 128));
        WriteHead(text, segments, first, options);
        for (var index = first; index < segments.Count; index++)
        {
            WriteSegment(text, segments[index], index > 0 ? segments[index - 1] : null, index == first, options.IsTransport, names);
        }

        if (options.Kind == PlaylistKind.Vod)
        {
            text.Append("#EXT-X-ENDLIST\n");
        }

        return text.ToString();
    }

    private static void WriteHead(StringBuilder text, IReadOnlyList<PlaylistSegment> segments, int first, PlaylistOptions options)
    {
        // What was declared holds from beginning to end; a segment beyond it (after a pause without frames) is the lesser evil.
        var target = options.TargetDurationSeconds;
        var isIndependent = true;
        var discontinuities = 0;
        for (var index = 0; index < segments.Count; index++)
        {
            target = Math.Max(target, (int)((segments[index].DurationUs + 500_000) / 1_000_000));
            isIndependent &= segments[index].IsIndependent;
            discontinuities += index > 0 && index < first && segments[index].IsDiscontinuity ? 1 : 0;
        }

        text.Append("#EXTM3U\n");
        Line(text, $"#EXT-X-VERSION:{(options.IsTransport ? TransportVersion : FragmentVersion)}");
        Line(text, $"#EXT-X-TARGETDURATION:{target}");
        Line(text, $"#EXT-X-MEDIA-SEQUENCE:{(segments.Count > first ? segments[first].MediaSequence : 0)}");
        if (discontinuities > 0)
        {
            Line(text, $"#EXT-X-DISCONTINUITY-SEQUENCE:{discontinuities}");
        }

        if (options.Kind != PlaylistKind.Live)
        {
            Line(text, $"#EXT-X-PLAYLIST-TYPE:{(options.Kind == PlaylistKind.Vod ? "VOD" : "EVENT")}");
        }

        if (isIndependent)
        {
            text.Append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        }
    }

    private static void WriteSegment(StringBuilder text, PlaylistSegment segment, PlaylistSegment? before, bool isFirst, bool isTransport, MediaNames names)
    {
        if (segment.IsDiscontinuity && before is not null)
        {
            text.Append("#EXT-X-DISCONTINUITY\n");
        }

        if (!isTransport && (isFirst || before?.Epoch != segment.Epoch))
        {
            Line(text, $"#EXT-X-MAP:URI=\"{names.Init(segment.Epoch)}\"");
        }

        if (isFirst || segment.IsDiscontinuity)
        {
            Line(text, $"#EXT-X-PROGRAM-DATE-TIME:{segment.ProgramTime.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}");
        }

        Line(text, $"#EXTINF:{segment.DurationUs / 1_000_000}.{segment.DurationUs % 1_000_000:000000},");
        text.Append(isTransport ? names.TransportSegment(segment.MediaSequence) : names.Segment(segment.MediaSequence)).Append('\n');
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
