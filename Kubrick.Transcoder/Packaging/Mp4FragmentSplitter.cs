using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.Packaging;

/// <summary>Splits FFmpeg's fragmented MP4 into fragments as it arrives. Every payload is copied once: into the array that viewers and the storage get.</summary>
/// <param name="timeOffset">What FFmpeg added to all times.</param>
internal sealed class Mp4FragmentSplitter(TimeSpan timeOffset)
{
    private const int MaxInit = 256 * 1024;
    private const int MaxFragmentHeader = 4 * 1024 * 1024;
    private const int MaxFragment = 256 * 1024 * 1024;
    private const int HeaderLength = 8;

    private readonly byte[] boxHeader = new byte[2 * HeaderLength];
    private readonly FragmentTimes times = new(timeOffset);
    private int headerFilled;
    private byte[]? box;
    private int boxFilled;
    private uint boxType;
    private byte[]? moof;
    private byte[] init = [];
    private long toSkip;

    /// <summary>The initialisation section; empty until it is complete.</summary>
    public ReadOnlyMemory<byte> Init => times.IsReady ? init : default;

    /// <summary>The last complete fragment.</summary>
    public Fragment? Fragment { get; private set; }

    /// <summary>What is wrong with the bytes; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes bytes up to the end of the next section or fragment.</summary>
    /// <param name="input">The bytes; those taken are cut off.</param>
    public SplitResult Read(ref ReadOnlySpan<byte> input)
    {
        while (!input.IsEmpty && Problem is null)
        {
            if (toSkip > 0)
            {
                var skipped = (int)Math.Min(toSkip, input.Length);
                toSkip -= skipped;
                input = input[skipped..];
            }
            else if (box is null)
            {
                ReadBoxHeader(ref input);
            }
            else if (Fill(box, ref boxFilled, ref input) && CloseBox() is not SplitResult.NeedsMore and var result)
            {
                return result;
            }
        }

        return Problem is null ? SplitResult.NeedsMore : SplitResult.Broken;
    }

    private static bool Fill(Span<byte> target, ref int filled, ref ReadOnlySpan<byte> input)
    {
        var taken = Math.Min(target.Length - filled, input.Length);
        input[..taken].CopyTo(target[filled..]);
        filled += taken;
        input = input[taken..];
        return filled == target.Length;
    }

    private void ReadBoxHeader(ref ReadOnlySpan<byte> input)
    {
        // A size of eight bytes follows only when the first four say so.
        var wanted = headerFilled >= HeaderLength ? 2 * HeaderLength : HeaderLength;
        if (!Fill(boxHeader.AsSpan(0, wanted), ref headerFilled, ref input)
            || !Box.TryReadHeader(boxHeader.AsSpan(0, wanted), out boxType, out var size, out var length))
        {
            return;
        }

        headerFilled = 0;
        if (size < length)
        {
            Problem = "FFmpeg wrote a box smaller than its own header.";
        }
        else
        {
            OpenBox(size, length);
        }
    }

    private void OpenBox(long size, int length)
    {
        if (moof is not null)
        {
            // The mdat that a moof describes follows immediately.
            var total = moof.Length + size;
            Open(boxType == BoxType.Mdat && total <= MaxFragment ? total : 0, moof, length);
            moof = null;
            return;
        }

        switch (boxType)
        {
            case BoxType.Ftyp or BoxType.Moov or BoxType.Free when !times.IsReady:
                Open(init.Length + size <= MaxInit ? init.Length + size : 0, init, length);
                break;
            case BoxType.Moof when times.IsReady:
                Open(size <= MaxFragmentHeader ? size : 0, [], length);
                break;
            case BoxType.Mdat or BoxType.Moov or BoxType.Moof:
                Problem = "FFmpeg wrote its boxes in an invalid order.";
                break;
            default:
                toSkip = size - length;
                break;
        }
    }

    private void Open(long size, byte[] before, int headerLength)
    {
        if (size == 0)
        {
            Problem = "FFmpeg wrote a fragment that is too large, or a moof without its mdat.";
            return;
        }

        box = GC.AllocateUninitializedArray<byte>((int)size);
        before.CopyTo(box.AsSpan());
        boxHeader.AsSpan(0, headerLength).CopyTo(box.AsSpan(before.Length));
        boxFilled = before.Length + headerLength;
    }

    private SplitResult CloseBox()
    {
        var closed = box!;
        box = null;
        switch (boxType)
        {
            case BoxType.Moof:
                moof = closed;
                return SplitResult.NeedsMore;
            case BoxType.Mdat:
                Fragment = times.Read(closed);
                Problem = Fragment is null ? "FFmpeg wrote a fragment that cannot be read." : null;
                return Fragment is null ? SplitResult.Broken : SplitResult.Fragment;
            case BoxType.Moov:
                init = closed;
                Problem = times.ReadInit(init) ? null : "FFmpeg wrote a header without tracks.";
                return Problem is null ? SplitResult.Init : SplitResult.Broken;
            default:
                init = closed;
                return SplitResult.NeedsMore;
        }
    }
}

/// <summary>What a splitter found.</summary>
internal enum SplitResult
{
    /// <summary>All bytes are taken, and nothing is complete.</summary>
    NeedsMore,

    /// <summary>The initialisation section is complete.</summary>
    Init,

    /// <summary>A fragment is complete.</summary>
    Fragment,

    /// <summary>The bytes are malformed; nothing follows.</summary>
    Broken,
}

/// <summary>Reads the times and keyframes of fragments.</summary>
/// <param name="timeOffset">What FFmpeg added to all times.</param>
internal sealed class FragmentTimes(TimeSpan timeOffset)
{
    private readonly long offsetUs = (long)timeOffset.TotalMicroseconds;
    private Mp4Fragments? fragments;
    private int? video;

    /// <summary>Whether the initialisation section was read.</summary>
    public bool IsReady => fragments is not null;

    /// <summary>Reads the initialisation section; false when it names no track.</summary>
    public bool ReadInit(ReadOnlySpan<byte> init)
    {
        var tracks = Mp4Header.Read(init);
        video = tracks.FirstOrDefault(track => track.Track.Kind == TrackKind.Video)?.Track.Number;
        fragments = tracks.Count > 0 ? new Mp4Fragments(tracks) : null;
        return IsReady;
    }

    /// <summary>Reads a complete <c>moof</c> and <c>mdat</c>; null when they are malformed or empty.</summary>
    public Fragment? Read(byte[] bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        if (!Box.TryTake(ref rest, out _, out var moof) || fragments!.Read(moof) is not { Count: > 0 } samples)
        {
            return null;
        }

        var runs = Runs(samples);
        var main = runs[0];
        var (earliest, latest) = (long.MaxValue, long.MinValue);
        foreach (var run in runs)
        {
            main = run.Track == video ? run : main;
            earliest = Math.Min(earliest, run.StartUs);
            latest = Math.Max(latest, run.EndUs);
        }

        var isAudioOnly = video is not null && main.Track != video;
        return new Fragment(
            bytes, runs, isAudioOnly, main.StartsWithKeyframe && !isAudioOnly, main.StartUs - offsetUs, main.EndUs - offsetUs, earliest - offsetUs, latest - offsetUs);
    }

    private static List<TrackRun> Runs(List<Mp4Sample> samples)
    {
        var runs = new List<TrackRun>(2);
        foreach (var sample in samples)
        {
            var track = sample.Track.Track;
            if (runs.Count > 0 && runs[^1].Track == track.Number)
            {
                var run = runs[^1];
                runs[^1] = run with { Duration = sample.DecodeTime + sample.Duration - run.DecodeTime, Frames = run.Frames + 1 };
            }
            else
            {
                runs.Add(new TrackRun(track.Number, track.Kind, track.Timescale, sample.DecodeTime, sample.Duration, 1, sample.IsKeyframe));
            }
        }

        return runs;
    }
}
