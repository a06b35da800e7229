using Kubrick.Storage.Containers;

namespace Kubrick.Transcoder.Containers;

/// <summary>Reads fragmented MP4 as recorders write it: <c>ftyp</c>, <c>moov</c>, then pairs of <c>moof</c> and <c>mdat</c>.</summary>
internal sealed class Mp4Reader() : SourceReader("moof"u8.ToArray(), 4)
{
    /// <summary>The largest <c>moof</c>: it describes samples in up to 16 bytes each, 100 s of them in some 50 KiB.</summary>
    private const int MaxFragmentHeader = 256 * 1024;

    private Mp4Fragments? fragments;
    private bool isMoov;
    private long fragmentStart;

    /// <inheritdoc/>
    public override ContainerKind Container => ContainerKind.Mp4;

    /// <inheritdoc/>
    protected override bool Step(ReadOnlySpan<byte> window, out int used)
    {
        used = 0;
        if (!Box.TryReadHeader(window, out var type, out var size, out var length))
        {
            return false;
        }

        if (Header is null)
        {
            StepThroughHeader(type, size, length);
        }
        else if (size < length)
        {
            Lose("A box is smaller than its own header.");
        }
        else if (type == BoxType.Moof && length == 8 && size <= MaxFragmentHeader)
        {
            fragmentStart = At;
            Collect(size);
        }
        else if (type is BoxType.Mdat or BoxType.Styp or BoxType.Sidx or BoxType.Emsg or BoxType.Prft or BoxType.Free or BoxType.Skip or BoxType.Uuid or BoxType.Mfra)
        {
            used = length;
            SkipNext(size - length);
        }
        else
        {
            Lose("A box that is not allowed there lies between fragments.");
        }

        return true;
    }

    /// <inheritdoc/>
    protected override bool? IsStart(ReadOnlySpan<byte> window)
    {
        // A moof of a valid size that starts with its number: twelve bytes that do not occur by chance.
        ReadOnlySpan<byte> number = [0, 0, 0, 16, (byte)'m', (byte)'f', (byte)'h', (byte)'d'];
        if (window.Length < 16)
        {
            return null;
        }

        return Box.TryReadHeader(window, out var type, out var size, out var length)
            && type == BoxType.Moof && length == 8 && size is >= 24 and <= MaxFragmentHeader && window[8..].StartsWith(number);
    }

    /// <inheritdoc/>
    protected override void OnCollected()
    {
        if (Header is not null)
        {
            ReadFragment();
        }
        else if (isMoov)
        {
            var tracks = Mp4Header.Read(Collected);
            if (!tracks.Any(track => track.Track.Kind != TrackKind.Other))
            {
                GiveUp("The header names no readable track.");
                return;
            }

            fragments = new Mp4Fragments(tracks);
            Complete(new SourceHeader(ContainerKind.Mp4, Collected.ToArray(), [.. tracks.Select(track => track.Track)]));
        }
    }

    private void StepThroughHeader(uint type, long size, int length)
    {
        var isKnown = type is BoxType.Ftyp or BoxType.Styp or BoxType.Moov or BoxType.Free or BoxType.Skip or BoxType.Uuid or BoxType.Udta;
        if (!isKnown || size < length)
        {
            GiveUp("The header has a box that is not allowed there.");
        }
        else if (size > MaxHeaderBytes - Collected.Length)
        {
            GiveUp("The header is too large.");
        }
        else
        {
            isMoov = type == BoxType.Moov;
            Collect(size);
        }
    }

    private void ReadFragment()
    {
        var samples = fragments!.Read(Collected[8..]);
        DropCollected();
        if (samples is null)
        {
            Lose("A fragment cannot be read.");
            return;
        }

        if (samples.Count == 0)
        {
            return;
        }

        var video = Header!.Video?.Number;
        Mp4Sample? first = null;
        Mp4Sample? keyframe = null;
        foreach (var sample in samples)
        {
            if (video is null || sample.Track.Track.Number == video)
            {
                first ??= sample;
                keyframe ??= sample.IsKeyframe ? sample : null;
            }
        }

        Report(new SourceFact(SourceFactKind.Cluster, fragmentStart, (first ?? samples[0]).TimeUs));
        if (keyframe is { } restart)
        {
            Report(new SourceFact(SourceFactKind.Restart, fragmentStart, restart.TimeUs, IsKeyframe: restart == first));
        }

        foreach (var sample in samples)
        {
            Report(new SourceFact(
                SourceFactKind.Frame, fragmentStart, sample.TimeUs, sample.Track.Track.Number, (int)Math.Min(sample.Size, int.MaxValue), sample.IsKeyframe));
        }
    }
}
