using System.Globalization;
using System.Text;
using Kubrick.Playback.Window;
using Kubrick.Storage;

namespace Kubrick.Playback.Playlists;

/// <summary>Writes the media playlist of a live window. Clauses are those of RFC 8216bis.</summary>
internal static class PlaylistWriter
{
    /// <summary>The content type (RFC 8216bis, 4).</summary>
    public const string ContentType = "application/vnd.apple.mpegurl";

    // EXT-X-MAP needs 6 outside of I-frame playlists; parts and blocking reloads need no more (8). A higher version only excludes players.
    private const int Version = 6;

    // The minimum that 4.4.3.8 recommends.
    private const int HoldBackInParts = 3;

    // For parts without a part target of their own, in seconds.
    private const double DefaultPartTarget = 0.235;

    // A part that exceeds the target raises it in whole steps: a target that changes is better than a wrong one.
    private const double PartTargetStep = 0.05;

    /// <param name="window">The window.</param>
    /// <param name="targetDuration">The configured target duration, in seconds.</param>
    /// <param name="names">The names of media.</param>
    public static string Write(LiveWindow window, int targetDuration, MediaNames names)
    {
        var listed = window.ListedCount();
        var text = new StringBuilder(512 + (listed * 160));
        WriteHeader(text, window, targetDuration);
        var withParts = window.FirstWithParts();
        int? init = null;
        for (var place = 0; place < listed; place++)
        {
            var segment = window.Segments[place];
            WriteStart(text, segment, init, names);
            init = segment.InitNumber;
            if (place >= withParts)
            {
                WriteParts(text, segment, names);
            }

            if (segment.IsFetchable)
            {
                Line(text, $"#EXTINF:{Seconds(segment.DurationUs)},");
                Line(text, $"{names.Segment(segment.MediaSequence)}");
            }
        }

        if (window.IsEnded)
        {
            Line(text, $"#EXT-X-ENDLIST");
        }
        else if (listed == window.Segments.Length && NextPart(window) is { } next && window.Segments is not [.., { IsClosed: true, IsFetchable: false }])
        {
            Line(text, $"#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"{names.Part(next.MediaSequence, next.PartIndex)}\"");
        }

        return text.ToString();
    }

    /// <summary><c>PART-TARGET</c>, in seconds.</summary>
    public static double PartTarget(LiveWindow window)
    {
        var longest = window.LongestPartUs / 1e6;
        var target = window.PartTargetUs / 1e6 ?? DefaultPartTarget;
        return longest <= target ? target : Math.Ceiling(longest / PartTargetStep) * PartTargetStep;
    }

    /// <summary><c>EXT-X-TARGETDURATION</c>, in seconds: no segment is longer, rounded to the nearest second (4.4.3.1).</summary>
    public static int TargetDuration(LiveWindow window, int configured) =>
        Math.Max(configured, (int)Math.Round(window.LongestSegmentUs / 1e6, MidpointRounding.AwayFromZero));

    /// <summary>The part after the newest one; null where the window does not tell.</summary>
    private static (long MediaSequence, int PartIndex)? NextPart(LiveWindow window) => window.Segments switch
    {
        _ when window.IsEnded => null,
        [.., { IsClosed: false } open] => (open.MediaSequence, open.Parts.Length),
        [.., { } last] => (last.MediaSequence + 1, 0),
        _ => null,
    };

    private static void WriteHeader(StringBuilder text, LiveWindow window, int targetDuration)
    {
        var part = PartTarget(window);
        Line(text, $"#EXTM3U");
        Line(text, $"#EXT-X-VERSION:{Version}");
        Line(text, $"#EXT-X-TARGETDURATION:{TargetDuration(window, targetDuration)}");
        Line(text, $"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK={HoldBackInParts * part:0.0####}");
        Line(text, $"#EXT-X-PART-INF:PART-TARGET={part:0.0####}");
        if (window.Segments is [{ } first, ..])
        {
            Line(text, $"#EXT-X-MEDIA-SEQUENCE:{first.MediaSequence}");
            // The first segment's own tag is still listed; it counts once that segment is removed (6.2.2).
            Line(text, $"#EXT-X-DISCONTINUITY-SEQUENCE:{first.DiscontinuityNumber - (first.IsDiscontinuity ? 1 : 0)}");
        }
    }

    private static void WriteStart(StringBuilder text, LiveSegment segment, int? initBefore, MediaNames names)
    {
        if (segment.IsDiscontinuity)
        {
            Line(text, $"#EXT-X-DISCONTINUITY");
        }

        if (initBefore != segment.InitNumber)
        {
            Line(text, $"#EXT-X-MAP:URI=\"{names.Init(segment.InitNumber)}\"");
        }

        Line(text, $"#EXT-X-PROGRAM-DATE-TIME:{segment.ProgramTime.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}");
    }

    private static void WriteParts(StringBuilder text, LiveSegment segment, MediaNames names)
    {
        for (var index = 0; index < segment.Parts.Length; index++)
        {
            var part = segment.Parts[index];
            var independent = part.IsIndependent ? ",INDEPENDENT=YES" : "";
            Line(text, $"#EXT-X-PART:DURATION={Seconds(part.DurationUs)},URI=\"{names.Part(segment.MediaSequence, index)}\"{independent}");
        }
    }

    private static string Seconds(long microseconds) => (microseconds / 1e6).ToString("0.00000", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
