using System.Buffers;

namespace Kubrick.Transcoder.Packaging;

/// <summary>
/// Cuts FFmpeg's MPEG transport stream into segments that start with its tables and a keyframe; there are no parts and no initialisation section. The rules of
/// <see cref="SegmentPackager"/> apply, with frames in place of fragments.
/// </summary>
/// <param name="options">How output is cut.</param>
/// <param name="start">Where the first segment starts.</param>
internal sealed class TransportPackager(PackagerOptions options, PackagerStart start) : IPackager
{
    private const long StartToleranceUs = 15_000;
    private const long Unit = 90_000;
    private const long Wrap = 1L << 33;
    private const int MaxSegment = 256 * 1024 * 1024;

    private readonly byte[] carry = new byte[TransportPacket.Length];
    private readonly TransportTables tables = new();
    private readonly List<PackagerOutput> outputs = [];
    private readonly long offsetUs = (long)options.TimeOffset.TotalMicroseconds;
    private readonly long gapToleranceUs = (long)options.GapTolerance.TotalMicroseconds;
    private int carried;
    private bool isBroken;
    private bool isWaiting = start.ExpectedStartUs is not null;
    private long lastTime = -1;
    private long lastUs = start.ExpectedStartUs ?? 0;
    private long frameUs;
    private long? latestUs = start.ExpectedStartUs;
    private bool isDiscontinuity = start.IsDiscontinuity;
    private long mediaSequence = start.MediaSequence;
    private OpenSegment? segment;
    private ArrayBufferWriter<byte>? content;

    /// <inheritdoc/>
    public IReadOnlyList<PackagerOutput> Append(ReadOnlyMemory<byte> bytes)
    {
        outputs.Clear();
        var input = bytes.Span;
        while (!input.IsEmpty && !isBroken)
        {
            if (carried == 0 && input.Length >= TransportPacket.Length)
            {
                Take(new TransportPacket(input[..TransportPacket.Length]));
                input = input[TransportPacket.Length..];
                continue;
            }

            var taken = Math.Min(TransportPacket.Length - carried, input.Length);
            input[..taken].CopyTo(carry.AsSpan(carried));
            carried += taken;
            input = input[taken..];
            if (carried == TransportPacket.Length)
            {
                carried = 0;
                Take(new TransportPacket(carry));
            }
        }

        return outputs;
    }

    /// <inheritdoc/>
    public IReadOnlyList<PackagerOutput> Complete()
    {
        outputs.Clear();
        Close(lastUs + frameUs);
        return outputs;
    }

    private void Take(in TransportPacket packet)
    {
        if (packet.Bytes[0] != TransportPacket.Sync || content?.WrittenCount > MaxSegment)
        {
            isBroken = true;
            outputs.Add(new OutputBroken("FFmpeg wrote no transport stream, or frames without times."));
            return;
        }

        // Tables are written at the start of each segment.
        if (tables.Read(packet) || tables.MainPid < 0)
        {
            return;
        }

        if (packet.PresentationTime is { } time)
        {
            var timeUs = ToMicroseconds(Unwrap(time)) - offsetUs;
            if (packet.Pid == tables.MainPid)
            {
                AddFrame(timeUs, packet.IsRandomAccess || !tables.HasVideo);
            }

            latestUs = isWaiting ? latestUs : Math.Max(latestUs ?? long.MinValue, timeUs);
        }

        if (isWaiting)
        {
            return;
        }

        // Audio may precede the first video frame.
        if (content is null)
        {
            content = new ArrayBufferWriter<byte>(1024 * 1024);
            tables.Write(content);
        }

        content.Write(packet.Bytes);
    }

    private void AddFrame(long timeUs, bool isKeyframe)
    {
        if (isWaiting && (timeUs < latestUs - StartToleranceUs || !isKeyframe))
        {
            if (timeUs >= latestUs)
            {
                outputs.Add(new FramesSkipped(1));
            }

            return;
        }

        var isContinued = isWaiting || segment is not null;
        isWaiting = false;
        if (isContinued && (timeUs > latestUs + gapToleranceUs || timeUs < lastUs - gapToleranceUs))
        {
            Close(lastUs + frameUs);
            outputs.Add(new GapFound(lastUs + frameUs, timeUs));
            isDiscontinuity = true;
        }
        else if (segment is not null && ((isKeyframe && segment.IsLongEnough(timeUs, options)) || segment.IsTooLong(timeUs, options) || content?.WrittenCount > options.MaxSegmentBytes))
        {
            frameUs = Math.Max(0, timeUs - lastUs);
            Close(timeUs);
        }
        else if (segment is not null && timeUs > lastUs)
        {
            frameUs = timeUs - lastUs;
        }

        segment ??= new OpenSegment(mediaSequence, timeUs, isKeyframe, isDiscontinuity);
        lastUs = timeUs;
    }

    private void Close(long endUs)
    {
        if (segment is not null && content is not null)
        {
            segment.Pieces.Add(content.WrittenMemory);
            outputs.Add(segment.Close(endUs));
            isDiscontinuity = false;
            mediaSequence++;
        }

        (segment, content) = (null, null);
    }

    /// <summary>Times have 33 bits and wrap after 26 hours.</summary>
    private long Unwrap(long time)
    {
        if (lastTime >= 0)
        {
            var delta = (time - lastTime) & (Wrap - 1);
            time = lastTime + (delta >= Wrap / 2 ? delta - Wrap : delta);
        }

        lastTime = time;
        return time;
    }

    private static long ToMicroseconds(long time) => (time / Unit * 1_000_000) + (time % Unit * 1_000_000 / Unit);
}
