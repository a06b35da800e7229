using System.Collections.Immutable;
using Kubrick.Contracts.Logs;

namespace Kubrick.Playback.Window;

/// <summary>
/// The newest segments of a stream, made of the records of its part log, one after the other. Immutable: each record makes a new window, so any number of
/// requests reads one without a lock. The first record of a part counts; what does not follow upon what is there is left out, and the window begins anew with
/// the next segment whose start it sees. Media sequence numbers never go back.
/// </summary>
internal sealed record LiveWindow(WindowLimits Limits)
{
    /// <summary>In order and without a gap; only the last may be open.</summary>
    public ImmutableArray<LiveSegment> Segments { get; private init; } = [];

    /// <summary>Initialisation sections by epoch: those of the segments, and newer ones.</summary>
    public ImmutableDictionary<int, ReadOnlyMemory<byte>> Inits { get; private init; } = ImmutableDictionary<int, ReadOnlyMemory<byte>>.Empty;

    /// <summary>The stream is over, and all of it is stored.</summary>
    public bool IsEnded { get; private init; }

    /// <summary>Media in memory, in bytes.</summary>
    public long Bytes { get; private init; }

    /// <summary>The longest part so far, in µs.</summary>
    public long LongestPartUs { get; private init; }

    /// <summary>What the worker says that parts are not longer than, in µs; null where it does not tell.</summary>
    public long? PartTargetUs { get; private init; }

    /// <summary>The longest segment so far, in µs.</summary>
    public long LongestSegmentUs { get; private init; }

    /// <summary>The highest media sequence number that the window ever held; -1 before the first.</summary>
    public long Highest { get; private init; } = -1;

    /// <summary>The discontinuity number of the newest segment; null before the first.</summary>
    private int? Discontinuities { get; init; }

    private LiveSegment? Open => Segments is [.., { IsClosed: false } last] ? last : null;

    /// <summary>The window after one more record; itself where the record says nothing new.</summary>
    public LiveWindow Apply(PartRecord header, ReadOnlyMemory<byte> body) => IsEnded ? this : header switch
    {
        InitAppended init => AddInit(init, body),
        PartAppended part => AddPart(part, body).Trim(),
        SegmentClosed segment => Close(segment).Trim(),
        SegmentStored => MarkStored(header.MediaSequence).Trim(),
        PartLogEnded => End().Trim(),
        _ => this,
    };

    /// <summary>The segment of that number; null where the window does not have it.</summary>
    public LiveSegment? Find(long mediaSequence) =>
        Segments is [{ } first, ..] && mediaSequence >= first.MediaSequence && mediaSequence - first.MediaSequence < Segments.Length
            ? Segments[(int)(mediaSequence - first.MediaSequence)]
            : null;

    /// <summary>The first segment, by its place, whose parts are listed: older ones are more than three target durations from the end.</summary>
    public int FirstWithParts()
    {
        var behind = 0L;
        var place = Segments.Length;
        while (place > 0 && behind < Limits.PartsUs)
        {
            behind += Segments[--place].DurationUs;
        }

        return place;
    }

    /// <summary>
    /// How many segments the playlist lists, the last of them perhaps by its parts only: none behind one that cannot be fetched as a whole yet.
    /// </summary>
    public int ListedCount()
    {
        var count = 0;
        while (count < Segments.Length && Segments[count++].IsFetchable)
        {
        }

        return count;
    }

    /// <summary>The window with no more in memory than what belongs to the newest seconds.</summary>
    public LiveWindow Shrink()
    {
        var window = this;
        var oldest = FirstWithParts();
        for (var place = oldest - 1; place >= 0; place--)
        {
            if (!window.Segments[place].IsStored)
            {
                // It cannot be fetched without its bytes, nor can what stands before it be listed without it.
                return window.DropFirst(place + 1);
            }

            window = window.Forget(place);
        }

        return window;
    }

    private LiveWindow AddInit(InitAppended header, ReadOnlyMemory<byte> body) =>
        body.IsEmpty || body.Length > WindowLimits.InitBytes || Inits.Count >= WindowLimits.Inits || Inits.ContainsKey(header.Epoch)
            ? this
            : this with { Inits = Inits.Add(header.Epoch, body), Bytes = Bytes + body.Length };

    private LiveWindow AddPart(PartAppended header, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || header.MediaSequence < 0)
        {
            return this;
        }

        if (Open is { } open && open.MediaSequence == header.MediaSequence)
        {
            // Half a group of pictures from one encoder and half from another cannot be decoded.
            var goesOn = header.PartIndex == open.Parts.Length && header.Epoch == open.Epoch && header.Run == open.Run;
            return goesOn && header.PartIndex < WindowLimits.Parts ? Append(open, header, body) : this;
        }

        if (header.MediaSequence <= Highest || header.PartIndex != 0 || !Inits.ContainsKey(header.Epoch))
        {
            return this;
        }

        // A segment that never ended, or one that never came: what is behind the gap cannot be numbered with what is before it.
        var follows = Segments.IsEmpty || (Open is null && header.MediaSequence == Segments[^1].MediaSequence + 1);
        var before = follows ? this : DropFirst(Segments.Length);
        var step = header.IsDiscontinuity ? 1 : 0;
        // An older worker does not tell. Where the start of the stream was not seen, every epoch but the first is then taken for one discontinuity.
        var number = header.Discontinuities ?? Discontinuities + step ?? Math.Max(header.Epoch, step);
        var segment = new LiveSegment
        {
            MediaSequence = header.MediaSequence,
            Epoch = header.Epoch,
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

        // Where a worker died in the middle of it, its successor made the segment again, and only the storage has that.
        var closed = open with
        {
            IsClosed = true,
            IsWhole = open.Run == header.Run && open.Parts.Length == header.PartCount && open.Bytes == header.Bytes,
            DurationUs = header.DurationUs,
        };
        if (header.Run != open.Run && header.Epoch != open.Epoch && Inits.ContainsKey(header.Epoch))
        {
            // The successor's encoder is another one: nothing of the old goes with its section.
            closed = closed with { Epoch = header.Epoch, IsDiscontinuity = true, DiscontinuityNumber = open.DiscontinuityNumber + (open.IsDiscontinuity ? 0 : 1), Parts = [], Bytes = 0 };
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
        // Its bytes came, but never its end: nobody can number or store it.
        var whole = Open is null ? this : DropLast();
        return whole with { IsEnded = true, Segments = [.. whole.Segments.Select(segment => segment with { IsStored = true })] };
    }

    private LiveWindow Trim()
    {
        var surplus = 0;
        while (Segments.Length - surplus > Limits.Segments && (Segments[surplus].IsStored || Segments.Length - surplus > Limits.HardSegments))
        {
            surplus++;
        }

        var window = surplus == 0 ? this : DropFirst(surplus);
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

    private LiveWindow Forget(int place)
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
        // An epoch's section is announced before its first segment, so newer ones stay too.
        var oldest = kept is [{ } first, ..] ? first.Epoch : Segments[^1].Epoch;
        var gone = Inits.Where(init => init.Key < oldest).ToList();
        return this with
        {
            Segments = kept,
            Inits = Inits.RemoveRange(gone.Select(init => init.Key)),
            Bytes = Bytes - Segments[..count].Sum(segment => segment.Bytes) - gone.Sum(init => (long)init.Value.Length),
        };
    }
}
