namespace Kubrick.Transcoder.Packaging;

/// <summary>
/// Cuts FFmpeg's fragmented MP4 into parts and segments. Fragments go together into parts; one of sound alone, as recorders of MP4 provoke them by sending a second of
/// picture and then a second of sound, goes with the picture that follows. A segment ends where a keyframe follows once it has lasted long enough; without
/// one it ends where it would otherwise be longer than what the playlist declared.
/// </summary>
/// <param name="options">How.</param>
/// <param name="start">Where the first segment begins.</param>
internal sealed class SegmentPackager(PackagerOptions options, PackagerStart start) : IPackager
{
    // Times are rounded on their way through an encoder; a keyframe that belongs to the last segment is a whole frame and more away.
    private const long StartToleranceUs = 15_000;

    // Sound may come before the first picture, which the first segment is to start with.
    private const int MostPartsOfSound = 2;

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
    private Fragment? sound;
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
                    Pair(splitter.Fragment!);
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
        Release();
        Close(endUs);
        return outputs;
    }

    private void TakeInit(ReadOnlyMemory<byte> init)
    {
        var change = start.Init is not { } before ? InitChange.First : before.Span.SequenceEqual(init.Span) ? InitChange.Same : InitChange.Different;
        isDiscontinuity |= change == InitChange.Different;
        outputs.Add(new InitReady(init, change));
    }

    private void Pair(Fragment fragment)
    {
        if (!fragment.IsSoundOnly)
        {
            Take(sound is null ? fragment : fragment.After(sound));
            sound = null;
            return;
        }

        if (sound is not null && fragment.LatestUs - sound.EarliestUs <= MostPartsOfSound * options.Parts.EnoughUs)
        {
            sound = fragment.After(sound) with { StartUs = sound.StartUs };
            return;
        }

        // The picture may have stopped: only so much waits for it.
        Release();
        sound = fragment;
    }

    private void Release()
    {
        if (sound is not null)
        {
            Take(sound);
            sound = null;
        }
    }

    private void Take(Fragment fragment)
    {
        if (isWaiting && (fragment.StartUs < endUs - StartToleranceUs || !fragment.IsIndependent))
        {
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
            // A segment starts where its keyframe is. Where a recorder's frames come unevenly, that may be some ms from where the last frame was said to end.
            endUs = fragment.IsIndependent || isFirst || isDiscontinuity ? fragment.StartUs : endUs;
            segment = new OpenSegment(mediaSequence, endUs, fragment.IsIndependent, isDiscontinuity);
        }

        AddPart(segment, fragment);
    }

    private bool EndsBefore(Fragment fragment, OpenSegment current) =>
        fragment.IsIndependent && current.IsLongEnough(fragment.StartUs, options)
        || current.IsTooLong(fragment.EndUs, options)
        || segmentBytes + fragment.Bytes.Length > options.MostSegmentBytes;

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
