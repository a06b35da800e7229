using System.Globalization;

namespace Kubrick.Transcoder.Originals;

/// <summary>
/// Where the packets of a run belong on a timeline without jumps. Recorders' clocks jump: forwards by hours when a laptop slept, backwards when a clock was set. What lies between is no
/// part of the recording. A jump is closed for both tracks by the same amount, so audio and video stay in sync.
/// </summary>
internal sealed class RunTimeline
{
    /// <summary>The longest gap, in µs, in which a recorder with audio sends nothing; audio has no longer ones.</summary>
    private const long MaxGapUs = TrackSpan.MergedGapUs;

    /// <summary>The longest time, in µs, for which a picture without audio stays: a shared screen that does not change has few frames.</summary>
    private const long MaxStillUs = 60_000_000;

    /// <summary>A start within this of 0, in µs, stays as it is; the lead-in of audio is before 0.</summary>
    private const long MaxStartUs = 500_000;

    /// <summary>How shortly before a gap, in µs, audio must have ended to count as running.</summary>
    private const long AudioTailUs = 1_000_000;

    private readonly List<Placement> placements = [];
    private readonly long sourceStart;

    private RunTimeline(IReadOnlyList<TimelineEpoch> epochs)
    {
        sourceStart = epochs[0].Union[0].Start;
        var end = sourceStart;
        foreach (var epoch in epochs)
        {
            var union = epoch.Union;
            var gaps = FindGaps(epoch);
            placements.Add(new Placement(epoch, end - union[0].Start, gaps));
            end += union[^1].End - union[0].Start - gaps.Sum(gap => gap.Length);
        }

        DurationUs = end - sourceStart;
    }

    /// <summary>The duration without the jumps, in µs.</summary>
    public long DurationUs { get; }

    /// <summary>Whether the times have no jumps and start at 0.</summary>
    public bool IsContinuous => placements is [{ Gaps.Count: 0 }] && Math.Abs(sourceStart) <= MaxStartUs;

    /// <summary>The end of a run that starts at 0, in µs.</summary>
    public long EndUs => DurationUs + (Math.Abs(sourceStart) <= MaxStartUs ? sourceStart : 0);

    /// <summary>Makes the timeline of the tracks that there are.</summary>
    /// <returns>Null when no packet has a time.</returns>
    public static RunTimeline? Of(TrackTimes? video, TrackTimes? audio)
    {
        var epochs = TimelineEpoch.Match(video?.Spans ?? [], audio?.Spans ?? []);
        return epochs.Count == 0 ? null : new RunTimeline(epochs);
    }

    /// <summary>
    /// FFmpeg's bitstream filter that places a track's packets; null when they stay as they are. It is right only for an output in Matroska or WebM, whose unit is a millisecond: the filter
    /// computes in the unit of the output and cannot ask for it (its <c>TB</c> is that of the input).
    /// </summary>
    /// <param name="isVideo">Whether it is the video track.</param>
    /// <param name="startUs">Where the run starts in the output, in µs.</param>
    public string? Filter(bool isVideo, long startUs)
    {
        if (startUs == 0 && IsContinuous)
        {
            return null;
        }

        var shift = startUs != 0 ? startUs - sourceStart : Math.Abs(sourceStart) <= MaxStartUs ? 0 : -sourceStart;
        var terms = new List<(long FirstPacket, string Offset)>();
        foreach (var placement in placements)
        {
            // FFmpeg's own time of decoding decides, so that both times of a packet move by the same amount.
            var gaps = placement.Gaps.Select(gap => $"-{Milliseconds(gap.Length)}*gte(DTS,{Milliseconds(gap.At)})");
            var offset = $"({Milliseconds(placement.Offset + shift)}{string.Concat(gaps)})";
            terms.AddRange((isVideo ? placement.Epoch.Video : placement.Epoch.Audio).Select(span => (span.FirstPacket, offset)));
        }

        terms.Sort((one, other) => one.FirstPacket.CompareTo(other.FirstPacket));
        var sum = string.Join('+', terms.Select((term, index) => index + 1 < terms.Count
            ? $"{term.Offset}*between(N,{Number(index == 0 ? 0 : term.FirstPacket)},{Number(terms[index + 1].FirstPacket - 1)})"
            : $"{term.Offset}*gte(N,{Number(index == 0 ? 0 : term.FirstPacket)})"));
        return $"setts=pts='PTS+{sum}':dts='DTS+{sum}'";
    }

    private static List<Gap> FindGaps(TimelineEpoch epoch)
    {
        var gaps = new List<Gap>();
        foreach (var (before, after) in epoch.Union.Zip(epoch.Union.Skip(1)))
        {
            var length = after.Start - before.End;
            var hasAudio = epoch.Audio.Any(span => span.Intervals.Any(interval => interval.End >= before.End - AudioTailUs && interval.Start <= before.End));
            if (length > (hasAudio ? MaxGapUs : MaxStillUs))
            {
                // In the middle of the gap rounding does not matter.
                gaps.Add(new Gap(before.End + (length / 2), length));
            }
        }

        return gaps;
    }

    private static string Milliseconds(long microseconds) => (microseconds / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where an epoch belongs.</summary>
    /// <param name="Epoch">The epoch.</param>
    /// <param name="Offset">Added to its times, in µs.</param>
    /// <param name="Gaps">What is taken out of it.</param>
    private sealed record Placement(TimelineEpoch Epoch, long Offset, IReadOnlyList<Gap> Gaps);

    /// <summary>A gap that is closed, in µs of the source.</summary>
    private readonly record struct Gap(long At, long Length);
}
