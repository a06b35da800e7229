using System.Collections.Immutable;
using Kubrick.Contracts.Logs;

namespace Kubrick.Playback.Window;

/// <summary>
/// The newest segments of a stream, built from the records of its part log. Immutable: each record creates a new window, so requests read it without a lock.
/// Duplicate parts are ignored (the first wins). After a gap, records are skipped until the next segment boundary, where the window restarts. Media sequence
/// numbers never decrease.
/// </summary>
internal sealed record LiveWindow(WindowLimits Limits)
{
    /// <summary>In order and without gaps; only the last may be open.</summary>
    public ImmutableArray<LiveSegment> Segments { get; private init; } = [];

    /// <summary>Initialisation sections by number: those of the segments, and newer ones.</summary>
    public ImmutableDictionary<int, ReadOnlyMemory<byte>> Inits { get; private init; } = ImmutableDictionary<int, ReadOnlyMemory<byte>>.Empty;

    /// <summary>Whether the stream has ended and is completely stored.</summary>
    public bool IsEnded { get; private init; }

    /// <summary>Media in memory, in bytes.</summary>
    public long Bytes { get; private init; }

    /// <summary>The longest part so far, in µs.</summary>
    public long LongestPartUs { get; private init; }

    /// <summary><c>PART-TARGET</c> as the worker reports it, in µs; null where it does not.</summary>
    public long? PartTargetUs { get; private init; }

    /// <summary>The longest segment so far, in µs.</summary>
    public long LongestSegmentUs { get; private init; }

    /// <summary>The highest media sequence number so far; -1 before the first segment.</summary>
    public long Highest { get; private init; } = -1;

    /// <summary>The discontinuity number of the newest segment; null before the first segment.</summary>
    private int? Discontinuities { get; init; }

    private LiveSegment? Open => Segments is [.., { IsClosed: false } last] ? last : null;

    /// <summary>The window after another record; the same window where the record adds nothing.</summary>
    public LiveWindow Apply(PartRecord header, ReadOnlyMemory<byte> body) => IsEnded ? this : header switch
    {
        InitAppended init => AddInit(init, body),
        PartAppended part => AddPart(part, body).Trim(),
        SegmentClosed segment => Close(segment).Trim(),
        SegmentStored => MarkStored(header.MediaSequence).Trim(),
        PartLogEnded => End().Trim(),
        _ => this,
    };

    /// <summary>The segment with a media sequence number; null where the window does not contain it.</summary>
    public LiveSegment? Find(long mediaSequence) =>
        Segments is [{ } first, ..] && mediaSequence >= first.MediaSequence && mediaSequence - first.MediaSequence < Segments.Length
            ? Segments[(int)(mediaSequence - first.MediaSequence)]
            : null;

    /// <summary>The index of the first segment whose parts are listed: older segments are more than three target durations from the end.</summary>
    public int FirstWithParts()
    {
        var durationUs = 0L;
        var place = Segments.Length;
        while (place > 0 && durationUs < Limits.PartsUs)
        {
            durationUs += Segments[--place].DurationUs;
        }

        return place;
    }

    /// <summary>
    /// How many segments the playlist lists: all up to the first that cannot be fetched as a whole yet, which is listed by its parts only.
    /// </summary>
    public int ListedCount()
    {
        var count = 0;
        while (count < Segments.Length && Segments[count++].IsFetchable)
        {
        }

        return count;
    }

    /// <summary>The window with only the bytes of the newest seconds in memory.</summary>
    public LiveWindow Shrink()
    {
        var window = this;
        var oldest = FirstWithParts();
        for (var place = oldest - 1; place >= 0; place--)
        {
            if (!window.Segments[place].IsStored)
            {
                // Without its bytes it cannot be fetched, and the segments before it cannot be listed without it.
                return window.DropFirst(place + 1);
            }

            window = window.ReleaseBytes(place);
        }

        return window;
    }

    private LiveWindow AddInit(InitAppended header, ReadOnlyMemory<byte> body) =>
        body.IsEmpty || body.Length > WindowLimits.InitBytes || Inits.Count >= WindowLimits.Inits || Inits.ContainsKey(header.InitNumber)
            ? this
            : this with { Inits = Inits.Add(header.InitNumber, body), Bytes = Bytes + body.Length };

    private LiveWindow AddPart(PartAppended header, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || header.MediaSequence < 0)
        {
            return this;
        }

        if (Open is { } open && open.MediaSequence == header.MediaSequence)
        {
            // A group of pictures must come from one encoder, or it cannot be decoded.
            var isNext = header.PartIndex == open.Parts.Length && header.InitNumber == open.InitNumber && header.Run == open.Run;
            return isNext && header.PartIndex < WindowLimits.Parts ? Append(open, header, body) : this;
        }

        if (header.MediaSequence <= Highest || header.PartIndex != 0 || !Inits.ContainsKey(header.InitNumber))
        {
            return this;
        }

        // A missing segment, or one without an end, is a gap. Segments on both sides of a gap cannot be in one playlist.
        var isConsecutive = Segments.IsEmpty || (Open is null && header.MediaSequence == Segments[^1].MediaSequence + 1);
        var before = isConsecutive ? this : DropFirst(Segments.Length);
        var step = header.IsDiscontinuity ? 1 : 0;
        // Records of older workers have no number. Where the start of the stream is unknown, each initialisation section but the first counts as one discontinuity.
        var number = header.Discontinuities ?? Discontinuities + step ?? Math.Max(header.InitNumber, step);
        var segment = new LiveSegment
        {
            MediaSequence = header.MediaSequence,
            InitNumber = header.InitNumber,
            Run = header.Run,
            IsDiscontinuity = header.IsDiscontinuity,
            DiscontinuityNumber = number,
            ProgramTime = header.ProgramTime,
        };
        return (before with { Segments = before.Segments.Add(segment), Highest = header.MediaSequence, Discontinuities = number }).Append(segment, header, body);
    }

    private LiveWindow Append(LiveSegment open, PartAppended header, ReadOnlyMemory<byte> body)
    {
        var grown = open with
        {
            Parts = open.Parts.Add(new LivePart(header.DurationUs, header.IsIndependent, body)),
            Bytes = open.Bytes + body.Length,
            DurationUs = open.DurationUs + header.DurationUs,
        };
        return this with
        {
            Segments = Segments.SetItem(Segments.Length - 1, grown),
            Bytes = Bytes + body.Length,
            LongestPartUs = Math.Max(LongestPartUs, header.DurationUs),
            PartTargetUs = header.PartTargetUs ?? PartTargetUs,
        };
    }

    private LiveWindow Close(SegmentClosed header)
    {
        if (Open is not { } open || open.MediaSequence != header.MediaSequence)
        {
            return this;
        }

        // A segment whose worker died was made again by the next worker. Only the storage has that version.
        var closed = open with
        {
            IsClosed = true,
            IsWhole = open.Run == header.Run && open.Parts.Length == header.PartCount && open.Bytes == header.Bytes,
            DurationUs = header.DurationUs,
        };
        if (header.Run != open.Run && header.InitNumber != open.InitNumber && Inits.ContainsKey(header.InitNumber))
        {
            // The next worker has another encoder, whose initialisation section does not fit the old parts.
            closed = closed with { InitNumber = header.InitNumber, IsDiscontinuity = true, DiscontinuityNumber = open.DiscontinuityNumber + (open.IsDiscontinuity ? 0 : 1), Parts = [], Bytes = 0 };
        }

        return this with
        {
            Segments = Segments.SetItem(Segments.Length - 1, closed),
            Bytes = Bytes + closed.Bytes - open.Bytes,
            Discontinuities = closed.DiscontinuityNumber,
            LongestSegmentUs = Math.Max(LongestSegmentUs, header.DurationUs),
        };
    }

    private LiveWindow MarkStored(long mediaSequence) =>
        Find(mediaSequence) is { IsClosed: true, IsStored: false } segment
            ? this with { Segments = Segments.SetItem((int)(mediaSequence - Segments[0].MediaSequence), segment with { IsStored = true }) }
            : this;

    private LiveWindow End()
    {
        // A segment without an end is never stored.
        var whole = Open is null ? this : DropLast();
        return whole with { IsEnded = true, Segments = [.. whole.Segments.Select(segment => segment with { IsStored = true })] };
    }

    private LiveWindow Trim()
    {
        var excess = 0;
        while (Segments.Length - excess > Limits.Segments && (Segments[excess].IsStored || Segments.Length - excess > Limits.HardSegments))
        {
            excess++;
        }

        var window = excess == 0 ? this : DropFirst(excess);
        if (window.Bytes <= Limits.Bytes)
        {
            return window;
        }

        window = window.Shrink();
        while (window.Bytes > Limits.Bytes && !window.Segments.IsEmpty)
        {
            window = window.DropFirst(1);
        }

        return window;
    }

    private LiveWindow ReleaseBytes(int place)
    {
        var segment = Segments[place];
        return this with
        {
            Segments = Segments.SetItem(place, segment with { Parts = [], Bytes = 0, IsWhole = false }),
            Bytes = Bytes - segment.Bytes,
        };
    }

    private LiveWindow DropLast() => this with { Segments = Segments[..^1], Bytes = Bytes - Segments[^1].Bytes };

    private LiveWindow DropFirst(int count)
    {
        var kept = Segments[count..];
        // An initialisation section precedes its first segment, so newer sections are kept, too.
        var oldest = kept is [{ } first, ..] ? first.InitNumber : Segments[^1].InitNumber;
        var unused = Inits.Where(init => init.Key < oldest).ToList();
        return this with
        {
            Segments = kept,
            Inits = Inits.RemoveRange(unused.Select(init => init.Key)),
            Bytes = Bytes - Segments[..count].Sum(segment => segment.Bytes) - unused.Sum(init => (long)init.Value.Length),
        };
    }
}
