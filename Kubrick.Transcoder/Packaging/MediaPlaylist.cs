using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Kubrick.Storage;

namespace Kubrick.Transcoder.Packaging;

/// <summary>Writes the playlist that is stored beside the segments (RFC 8216). Playback writes the low-latency playlist with parts.</summary>
internal static class MediaPlaylist
{
    // EXTINF with decimals needs 3; EXT-X-MAP in a playlist of more than keyframes needs 6 (RFC 8216, 7). No tag written here needs more.
    private const int TransportVersion = 3;
    private const int FragmentVersion = 6;

    /// <summary>Writes a playlist.</summary>
    /// <param name="segments">The stored segments from the stream's first on, without a gap in their numbers; a live playlist lists the last ones.</param>
    /// <param name="options">The options.</param>
    /// <param name="names">The names of segments.</param>
    public static string Write(IReadOnlyList<PlaylistSegment> segments, PlaylistOptions options, MediaNames names)
    {
        var first = options.Kind == PlaylistKind.Live ? Math.Max(0, segments.Count - options.Window) : 0;
        var text = new StringBuilder(256 + ((segments.Count - first) * 128));
        WriteHead(text, segments, first, options);
        for (var index = first; index < segments.Count; index++)
        {
            WriteSegment(text, segments[index], index > 0 ? segments[index - 1] : null, index == first, options.IsTransportStream, names);
        }

        if (options.Kind == PlaylistKind.Vod)
        {
            text.Append("#EXT-X-ENDLIST\n");
        }

        return text.ToString();
    }

    private static void WriteHead(StringBuilder text, IReadOnlyList<PlaylistSegment> segments, int first, PlaylistOptions options)
    {
        // The declared value must not change. A longer segment (after a pause without frames) raises it all the same, as the lesser evil.
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
        Line(text, $"#EXT-X-VERSION:{(options.IsTransportStream ? TransportVersion : FragmentVersion)}");
        Line(text, $"#EXT-X-TARGETDURATION:{target}");
        Line(text, $"#EXT-X-MEDIA-SEQUENCE:{(segments.Count > first ? segments[first].MediaSequence : 0)}");
        if (discontinuities > 0)
        {
            Line(text, $"#EXT-X-DISCONTINUITY-SEQUENCE:{discontinuities}");
        }

        if (options.Kind == PlaylistKind.Vod)
        {
            text.Append("#EXT-X-PLAYLIST-TYPE:VOD\n");
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

        if (!isTransport && (isFirst || before?.InitNumber != segment.InitNumber))
        {
            Line(text, $"#EXT-X-MAP:URI=\"{names.Init(segment.InitNumber)}\"");
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

/// <summary>The options of a playlist.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="TargetDurationSeconds">The target duration declared from the start (<see cref="PackagerOptions.TargetDurationSeconds"/>): it must not change while the stream runs.</param>
/// <param name="Window">How many segments a <see cref="PlaylistKind.Live"/> playlist lists.</param>
/// <param name="IsTransportStream">Whether the segments are MPEG-TS rather than fragmented MP4.</param>
internal sealed record PlaylistOptions(PlaylistKind Kind, int TargetDurationSeconds, int Window = 5, bool IsTransportStream = false);

/// <summary>The kind of a playlist (RFC 8216, 4.3.3.5).</summary>
internal enum PlaylistKind
{
    /// <summary>The newest segments of a running stream.</summary>
    Live,

    /// <summary>All segments of a stream that is over.</summary>
    Vod,
}

/// <summary>A segment in a playlist.</summary>
/// <param name="MediaSequence">Its number.</param>
/// <param name="InitNumber">The number of the initialisation section that belongs to it.</param>
/// <param name="DurationUs">How long it lasts, in µs.</param>
/// <param name="IsIndependent">Whether it starts with a keyframe.</param>
/// <param name="IsDiscontinuity">Whether it starts a new timeline or encoding.</param>
/// <param name="ProgramTime">The publisher's clock at its start, in UTC.</param>
internal sealed record PlaylistSegment(
    long MediaSequence,
    [property: JsonPropertyName("epoch")] int InitNumber,
    long DurationUs,
    bool IsIndependent,
    bool IsDiscontinuity,
    DateTimeOffset ProgramTime);
