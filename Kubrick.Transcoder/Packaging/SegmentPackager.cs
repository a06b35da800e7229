namespace Kubrick.Transcoder.Packaging;

/// <summary>
/// Cuts FFmpeg's fragmented MP4 into parts and segments. Parts are joined fragments. A fragment of audio alone, which results from MP4 recorders that send a second of video and
/// then a second of audio, is joined to the video that follows. A segment that is long enough ends at the next keyframe; without one it ends before it exceeds the target
/// duration.
/// </summary>
/// <param name="options">How output is cut.</param>
/// <param name="start">Where the first segment starts.</param>
internal sealed class SegmentPackager(PackagerOptions options, PackagerStart start) : IPackager
{
    // An encoder rounds times; a keyframe of the last segment is at least a whole frame away.
    private const long StartToleranceUs = 15_000;

    // Audio may precede the first video frame, with which the first segment starts.
    private const int MaxPartsOfAudio = 2;

    private readonly Mp4FragmentSplitter splitter = new(options.TimeOffset);
    private readonly List<PackagerOutput> outputs = [];
    private readonly PartBuilder parts = new(options.Parts);
    private readonly long gapToleranceUs = (long)options.GapTolerance.TotalMicroseconds;
    private bool isWaiting = start.ExpectedStartUs is not null;
    private long endUs = start.ExpectedStartUs ?? 0;
    private long latestUs = start.ExpectedStartUs ?? long.MinValue;
    private bool isDiscontinuity = start.IsDiscontinuity;
    private long mediaSequence = start.MediaSequence;
    private long segmentBytes;
    private Fragment? audio;
    private OpenSegment? segment;

    /// <inheritdoc/>
    public IReadOnlyList<PackagerOutput> Append(ReadOnlyMemory<byte> bytes)
    {
        outputs.Clear();
        var input = bytes.Span;
        while (!input.IsEmpty)
        {
            var isBroken = splitter.Problem is not null;
            switch (splitter.Read(ref input))
            {
                case SplitResult.Init:
                    TakeInit(splitter.Init);
                    break;
                case SplitResult.Fragment:
                    JoinAudio(splitter.Fragment!);
                    break;
                case SplitResult.Broken:
                    if (!isBroken)
                    {
                        outputs.Add(new OutputBroken(splitter.Problem!));
                    }

                    return outputs;
                default:
                    break;
            }
        }

        return outputs;
    }

    /// <inheritdoc/>
    public IReadOnlyList<PackagerOutput> Complete()
    {
        outputs.Clear();
        ReleaseAudio();
        Close(endUs);
        return outputs;
    }

    private void TakeInit(ReadOnlyMemory<byte> init)
    {
        var change = start.Init is not { } published ? InitChange.First : published.Span.SequenceEqual(init.Span) ? InitChange.Same : InitChange.Different;
        isDiscontinuity |= change == InitChange.Different;
        outputs.Add(new InitReady(init, change));
    }

    private void JoinAudio(Fragment fragment)
    {
        if (!fragment.IsAudioOnly)
        {
            Take(audio is null ? fragment : fragment.After(audio));
            audio = null;
            return;
        }

        if (audio is not null && fragment.LatestUs - audio.EarliestUs <= MaxPartsOfAudio * options.Parts.EnoughUs)
        {
            audio = fragment.After(audio) with { StartUs = audio.StartUs };
            return;
        }

        // The video may have stopped: only this much audio waits for it.
        ReleaseAudio();
        audio = fragment;
    }

    private void ReleaseAudio()
    {
        if (audio is not null)
        {
            Take(audio);
            audio = null;
        }
    }

    private void Take(Fragment fragment)
    {
        if (isWaiting && (fragment.StartUs < endUs - StartToleranceUs || !fragment.IsIndependent))
        {
            if (fragment.StartUs >= endUs)
            {
                outputs.Add(new FramesSkipped(fragment.Frames));
            }

            return;
        }

        isWaiting = false;
        var isFirst = latestUs == long.MinValue;
        if (!isFirst && (fragment.EarliestUs > latestUs + gapToleranceUs || fragment.StartUs < endUs - gapToleranceUs))
        {
            Close(endUs);
            outputs.Add(new GapFound(endUs, fragment.StartUs));
            isDiscontinuity = true;
        }
        else if (segment is not null && EndsBefore(fragment, segment))
        {
            Close(fragment.IsIndependent ? fragment.StartUs : endUs);
        }

        if (segment is null)
        {
            // A segment starts at its keyframe. When a recorder's frames arrive unevenly, that may be some ms from the end of the last frame.
            endUs = fragment.IsIndependent || isFirst || isDiscontinuity ? fragment.StartUs : endUs;
            segment = new OpenSegment(mediaSequence, endUs, fragment.IsIndependent, isDiscontinuity);
        }

        AddPart(segment, fragment);
    }

    private bool EndsBefore(Fragment fragment, OpenSegment current) =>
        fragment.IsIndependent && current.IsLongEnough(fragment.StartUs, options)
        || current.IsTooLong(fragment.EndUs, options)
        || segmentBytes + fragment.Bytes.Length > options.MaxSegmentBytes;

    private void AddPart(OpenSegment current, Fragment fragment)
    {
        var untilUs = Math.Max(endUs, fragment.EndUs);
        outputs.AddRange(parts.Add(current, fragment, endUs, untilUs));
        endUs = untilUs;
        segmentBytes += fragment.Bytes.Length;
        latestUs = Math.Max(latestUs, fragment.LatestUs);
    }

    private void Close(long atUs)
    {
        if (segment is null)
        {
            return;
        }

        if (parts.Take(segment) is { } last)
        {
            outputs.Add(last);
        }

        outputs.Add(segment.Close(atUs));
        segment = null;
        segmentBytes = 0;
        isDiscontinuity = false;
        mediaSequence++;
    }
}
