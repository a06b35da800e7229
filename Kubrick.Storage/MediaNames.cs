using System.Globalization;
using System.Text.RegularExpressions;

namespace Kubrick.Storage;

/// <summary>
/// The names of a stream's media, in playlists and behind the stream's prefix (<c>docs/storage.md</c>). Parts are never stored: only Playback's
/// live window serves them.
/// </summary>
public static partial class MediaNames
{
    /// <summary>The initialisation section of an epoch: <c>init_{epoch}.mp4</c>.</summary>
    public static string Init(int epoch) => string.Create(CultureInfo.InvariantCulture, $"init_{epoch}.mp4");

    /// <summary>A segment of fragmented MP4: <c>segment_{n:00000}.m4s</c>.</summary>
    public static string Segment(long mediaSequence) => string.Create(CultureInfo.InvariantCulture, $"segment_{mediaSequence:00000}.m4s");

    /// <summary>A segment of MPEG-TS: <c>segment_{n:00000}.ts</c>.</summary>
    public static string TransportSegment(long mediaSequence) => string.Create(CultureInfo.InvariantCulture, $"segment_{mediaSequence:00000}.ts");

    /// <summary>A part of a segment: <c>segment_{n:00000}.{part}.m4s</c>, the part counted from 0.</summary>
    public static string Part(long mediaSequence, int partIndex) =>
        string.Create(CultureInfo.InvariantCulture, $"segment_{mediaSequence:00000}.{partIndex}.m4s");

    /// <summary>What a name stands for; null for a name that the packager never writes.</summary>
    public static MediaName? Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (InitPattern().Match(name) is { Success: true } init && int.TryParse(init.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var epoch))
        {
            return new MediaName(MediaKind.Init, epoch, -1, -1);
        }

        if (SegmentPattern().Match(name) is not { Success: true } segment
            || !long.TryParse(segment.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var mediaSequence)
            // Zeros only fill up to five digits: every object has one name.
            || segment.Groups[1].ValueSpan is ['0', _, _, _, _, _, ..])
        {
            return null;
        }

        if (segment.Groups[3].ValueSpan is "ts")
        {
            return segment.Groups[2].Success ? null : new MediaName(MediaKind.TransportSegment, -1, mediaSequence, -1);
        }

        return !segment.Groups[2].Success
            ? new MediaName(MediaKind.Segment, -1, mediaSequence, -1)
            : int.TryParse(segment.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out var part)
                ? new MediaName(MediaKind.Part, -1, mediaSequence, part)
                : null;
    }

    [GeneratedRegex("^init_(0|[1-9][0-9]{0,8})\\.mp4\\z", RegexOptions.CultureInvariant)]
    private static partial Regex InitPattern();

    [GeneratedRegex("^segment_([0-9]{5,18})(?:\\.(0|[1-9][0-9]{0,8}))?\\.(m4s|ts)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SegmentPattern();
}
