namespace Kubrick.Transcoder.Originals;

/// <summary>
/// The times of a track's packets in the order of the file, all in µs. It keeps no packets, only the intervals that they cover, so its size does not grow with the recording.
/// </summary>
internal sealed class TrackTimes
{
    /// <summary>A time that decreases by more than this starts a new span; less is jitter, which the muxer mends.</summary>
    public const long BackwardUs = 500_000;

    private const int MaxSpans = 200;
    private const long MaxDurationUs = 1_000_000;

    private readonly List<TrackSpan> spans = [];
    private long lastDts;

    /// <summary>How many packets it has.</summary>
    public long Packets { get; private set; }

    /// <summary>How many of them are keyframes.</summary>
    public long Keyframes { get; private set; }

    /// <summary>The spans, within each of which times increase.</summary>
    public IReadOnlyList<TrackSpan> Spans => spans;

    /// <summary>Adds the next packet. Packets before the first keyframe are left out: FFmpeg does not copy them, because nothing can decode them.</summary>
    /// <param name="ordinal">Its place among the packets of all tracks.</param>
    /// <param name="pts">When it is presented; null when it is unknown.</param>
    /// <param name="dts">When it is decoded; null when it is unknown.</param>
    /// <param name="duration">Its duration; 0 when it is unknown.</param>
    /// <param name="isKeyframe">Whether it can be decoded alone.</param>
    public void Add(long ordinal, long? pts, long? dts, long duration, bool isKeyframe)
    {
        if (Packets == 0 && !isKeyframe)
        {
            return;
        }

        if ((pts ?? dts) is { } start)
        {
            if (spans.Count == 0 || (dts < lastDts - BackwardUs && spans.Count < MaxSpans))
            {
                spans.Add(new TrackSpan(Packets, ordinal));
            }

            // Fragmented MP4 does not say how long its last packet is: as long as the one before.
            var length = duration > 0 ? duration : (dts ?? lastDts) - lastDts;
            spans[^1].Cover(start, start + Math.Clamp(length, 0, MaxDurationUs), ordinal);
            lastDts = dts ?? lastDts;
        }

        Packets++;
        Keyframes += isKeyframe ? 1 : 0;
    }
}

/// <summary>Packets of a track whose times increase.</summary>
/// <param name="firstPacket">The first packet's place in its track.</param>
/// <param name="firstOrdinal">The first packet's place among those of all tracks.</param>
internal sealed class TrackSpan(long firstPacket, long firstOrdinal)
{
    /// <summary>Gaps up to this, in µs, are not kept: they are always part of the recording.</summary>
    public const long MergedGapUs = 3_000_000;

    private const int MaxIntervals = 500;

    private readonly List<TimeInterval> intervals = [];

    /// <summary>The first packet's place in its track.</summary>
    public long FirstPacket => firstPacket;

    /// <summary>The first packet's place among those of all tracks.</summary>
    public long FirstOrdinal => firstOrdinal;

    /// <summary>The last packet's place among those of all tracks.</summary>
    public long LastOrdinal { get; private set; }

    /// <summary>The times that its packets cover, in ascending order.</summary>
    public IReadOnlyList<TimeInterval> Intervals => intervals;

    /// <summary>Where it starts.</summary>
    public long Start => intervals[0].Start;

    /// <summary>Where it ends.</summary>
    public long End => intervals[^1].End;

    /// <summary>Adds a packet's time.</summary>
    public void Cover(long start, long end, long ordinal)
    {
        LastOrdinal = ordinal;
        if (intervals.Count > 0 && (start <= End + MergedGapUs || intervals.Count == MaxIntervals))
        {
            var last = intervals[^1];
            intervals[^1] = new TimeInterval(Math.Min(last.Start, start), Math.Max(last.End, end));
        }
        else
        {
            intervals.Add(new TimeInterval(start, end));
        }
    }
}

/// <summary>An interval of time, in µs.</summary>
internal readonly record struct TimeInterval(long Start, long End);
