namespace Kubrick.Transcoder.Originals;

/// <summary>The spans of both tracks that share a clock: where the clock was set back, all tracks start a new one.</summary>
/// <param name="Video">The spans of video.</param>
/// <param name="Audio">The spans of audio.</param>
internal sealed record TimelineEpoch(List<TrackSpan> Video, List<TrackSpan> Audio)
{
    /// <summary>How far apart, in µs, the two tracks may jump.</summary>
    private const long ToleranceUs = 2_000_000;

    private IReadOnlyList<TimeInterval>? union;

    /// <summary>The times that either track covers, in ascending order; longer gaps than <see cref="TrackSpan.MergedGapUs"/> lie between.</summary>
    public IReadOnlyList<TimeInterval> Union => union ??= Merge();

    /// <summary>Matches the spans of two tracks.</summary>
    public static IReadOnlyList<TimelineEpoch> Match(IReadOnlyList<TrackSpan> video, IReadOnlyList<TrackSpan> audio)
    {
        if (video.Count + audio.Count == 0)
        {
            return [];
        }

        var epochs = new List<TimelineEpoch> { new([.. video.Take(1)], [.. audio.Take(1)]) };
        for (int nextVideo = 1, nextAudio = 1; nextVideo < video.Count || nextAudio < audio.Count;)
        {
            var (one, other) = (video.ElementAtOrDefault(nextVideo), audio.ElementAtOrDefault(nextAudio));
            if (one is not null && other is not null && AreTogether(one, other, video[nextVideo - 1], audio[nextAudio - 1]))
            {
                epochs.Add(new([one], [other]));
                nextVideo++;
                nextAudio++;
            }
            else if (other is null || (one is not null && one.FirstOrdinal < other.FirstOrdinal))
            {
                AddJump(epochs, one!, video[nextVideo - 1], audio.ElementAtOrDefault(nextAudio - 1), isVideo: true);
                nextVideo++;
            }
            else
            {
                AddJump(epochs, other, audio[nextAudio - 1], video.ElementAtOrDefault(nextVideo - 1), isVideo: false);
                nextAudio++;
            }
        }

        return epochs;
    }

    private static bool AreTogether(TrackSpan video, TrackSpan audio, TrackSpan videoBefore, TrackSpan audioBefore) =>
        Math.Abs(video.Start - audio.Start) <= ToleranceUs && Math.Abs(videoBefore.End - audioBefore.End) <= ToleranceUs;

    /// <summary>
    /// Adds a jump of one track. When the other track's time runs on past it, only this track's times are wrong: its packets stay on the same clock, and FFmpeg moves them after those
    /// before.
    /// </summary>
    private static void AddJump(List<TimelineEpoch> epochs, TrackSpan span, TrackSpan before, TrackSpan? other, bool isVideo)
    {
        if (other is not null && other.LastOrdinal > span.FirstOrdinal && other.End > before.End + ToleranceUs)
        {
            (isVideo ? epochs[^1].Video : epochs[^1].Audio).Add(span);
        }
        else
        {
            epochs.Add(isVideo ? new([span], []) : new([], [span]));
        }
    }

    private List<TimeInterval> Merge()
    {
        var merged = new List<TimeInterval>();
        foreach (var interval in Video.Concat(Audio).SelectMany(span => span.Intervals).OrderBy(interval => interval.Start))
        {
            if (merged.Count > 0 && interval.Start <= merged[^1].End + TrackSpan.MergedGapUs)
            {
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, interval.End) };
            }
            else
            {
                merged.Add(interval);
            }
        }

        return merged;
    }
}
