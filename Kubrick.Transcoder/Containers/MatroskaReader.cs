using System.Buffers.Binary;
using Kubrick.Storage.Containers;

namespace Kubrick.Transcoder.Containers;

/// <summary>
/// Reads WebM and Matroska as recorders write it (RFC 9559): clusters, mostly of unknown size, that contain blocks. It reads all levels as one flat sequence, so the sizes and
/// the nesting of master elements do not matter. A laced block counts as one frame; recorders write none.
/// </summary>
internal sealed class MatroskaReader() : SourceReader([0x1F, 0x43, 0xB6, 0x75], 0)
{
    private long scale;
    private bool isInSegment;
    private long clusterStart = -1;
    private long clusterTime = -1;
    private bool hasVideo;
    private bool hasRestart;
    private long groupEnd = -1;
    private SourceFact? groupFrame;

    /// <inheritdoc/>
    public override ContainerKind Container => ContainerKind.Matroska;

    /// <inheritdoc/>
    protected override bool Step(ReadOnlySpan<byte> window, out int used)
    {
        used = 0;
        if (!Ebml.TryReadElement(window, out var id, out var size, out var length))
        {
            return false;
        }

        if (length == 0 && (Header is not null || EndHeader()))
        {
            Lose("No element starts where one is expected.");
            return true;
        }

        if (Header is null && id != MatroskaId.Cluster)
        {
            StepThroughHeader(id, size, length);
            return true;
        }

        if (groupEnd >= 0)
        {
            return StepThroughGroup(window, id, size, length, out used);
        }

        switch (id)
        {
            case MatroskaId.Cluster:
                used = StartCluster(length);
                return true;
            case MatroskaId.Timestamp:
                return ReadTimestamp(window, size, length, out used);
            case MatroskaId.SimpleBlock:
                return ReadBlock(window, size, length, isSimple: true, out used);
            case MatroskaId.BlockGroup when size >= 0 && clusterTime >= 0:
                groupEnd = At + length + size;
                groupFrame = null;
                used = length;
                return true;
            default:
                if (!MatroskaId.IsSkipped(id) || size < 0)
                {
                    Lose("A cluster has an element that is not allowed there.");
                    return true;
                }

                SkipNext(size);
                used = length;
                return true;
        }
    }

    /// <inheritdoc/>
    protected override bool? IsStart(ReadOnlySpan<byte> window) => MatroskaCluster.IsCluster(window, scale);

    /// <inheritdoc/>
    protected override void OnBoundary()
    {
        if (groupEnd < 0 || At < groupEnd)
        {
            return;
        }

        groupEnd = -1;
        if (groupFrame is { } frame)
        {
            groupFrame = null;
            ReportFrame(frame);
        }
    }

    /// <inheritdoc/>
    protected override void OnDamage()
    {
        (groupEnd, groupFrame, clusterTime) = (-1, null, -1);
    }

    private void StepThroughHeader(uint id, long size, int length)
    {
        var isFirst = Collected.IsEmpty;
        var isKnown = id switch
        {
            MatroskaId.Ebml => isFirst,
            MatroskaId.Segment => !isFirst && !isInSegment,
            _ => !isFirst && (isInSegment || id is MatroskaId.Void or MatroskaId.Crc32) && MatroskaId.IsSkipped(id),
        };
        isInSegment |= isKnown && id == MatroskaId.Segment;
        var taken = id == MatroskaId.Segment ? 0 : size;
        if (isKnown && taken >= 0 && taken <= MaxHeaderBytes - Collected.Length - length)
        {
            Collect(length + taken);
        }
        else if (EndHeader())
        {
            Lose("An element that is not allowed there precedes the first cluster.");
        }
    }

    /// <summary>Ends the header with the bytes collected so far. Gives up and returns false when it names no track.</summary>
    private bool EndHeader()
    {
        if (!isInSegment || MatroskaHeader.Read(Collected, out scale) is not { } header)
        {
            GiveUp("The header is too large, malformed, or names no readable track.");
            return false;
        }

        Complete(header);
        return true;
    }

    private int StartCluster(int length)
    {
        if (Header is null && !EndHeader())
        {
            return 0;
        }

        (clusterStart, clusterTime, hasVideo, hasRestart) = (At, -1, false, false);
        return length;
    }

    private bool ReadTimestamp(ReadOnlySpan<byte> window, long size, int length, out int used)
    {
        used = 0;
        if (size is < 1 or > 8 || clusterStart < 0 || clusterTime >= 0)
        {
            Lose("A cluster's time cannot be read.");
            return true;
        }

        var end = length + (int)size;
        if (window.Length < end)
        {
            return false;
        }

        var time = MatroskaCluster.ReadTime(window[length..end], scale);
        if (time < 0)
        {
            Lose("A cluster's time is invalid.");
            return true;
        }

        clusterTime = time;
        used = end;
        Report(new SourceFact(SourceFactKind.Cluster, clusterStart, ToMicroseconds(time)));
        return true;
    }

    private bool ReadBlock(ReadOnlySpan<byte> window, long size, int length, bool isSimple, out int used)
    {
        used = 0;
        var known = window[length..];
        if (!known.IsEmpty && (size < 4 || clusterTime < 0 || Ebml.LengthOf(known[0]) + 3 > size))
        {
            Lose("A block cannot be read.");
            return true;
        }

        if (known.IsEmpty || known.Length < Ebml.LengthOf(known[0]) + 3)
        {
            return false;
        }

        var numberLength = Ebml.LengthOf(known[0]);
        if (numberLength > 8 || FindTrack(Ebml.ReadNumber(known, numberLength)) is not { } track)
        {
            Lose("A block belongs to no track.");
            return true;
        }

        var blockHeader = numberLength + 3;
        var relative = BinaryPrimitives.ReadInt16BigEndian(known[numberLength..]);
        var frame = new SourceFact(
            SourceFactKind.Frame, At, ToMicroseconds(clusterTime + relative), track.Number, (int)Math.Min(size - blockHeader, int.MaxValue),
            isSimple && (known[numberLength + 2] & 0x80) != 0);
        if (isSimple)
        {
            ReportFrame(frame);
        }
        else
        {
            groupFrame = frame with { IsKeyframe = true };
        }

        used = length + blockHeader;
        SkipNext(size - blockHeader);
        return true;
    }

    private bool StepThroughGroup(ReadOnlySpan<byte> window, uint id, long size, int length, out int used)
    {
        used = 0;
        if (!MatroskaId.IsInBlockGroup(id) || size < 0 || size > groupEnd - At - length)
        {
            Lose("A block group has an element that is not allowed there.");
            return true;
        }

        if (id == MatroskaId.Block && groupFrame is null)
        {
            return ReadBlock(window, size, length, isSimple: false, out used);
        }

        if (id == MatroskaId.ReferenceBlock && groupFrame is { } frame)
        {
            groupFrame = frame with { IsKeyframe = false };
        }

        used = length;
        SkipNext(size);
        return true;
    }

    private void ReportFrame(SourceFact frame)
    {
        var isVideo = Header?.Video is null || Header.Video.Number == frame.Track;
        if (isVideo && !hasRestart && frame.IsKeyframe)
        {
            hasRestart = true;
            Report(new SourceFact(SourceFactKind.Restart, clusterStart, frame.TimeUs, IsKeyframe: !hasVideo));
        }

        hasVideo |= isVideo;
        Report(frame);
    }

    private SourceTrack? FindTrack(ulong number)
    {
        var tracks = Header!.Tracks;
        for (var index = 0; index < tracks.Count; index++)
        {
            if ((ulong)tracks[index].Number == number)
            {
                return tracks[index];
            }
        }

        return null;
    }

    private long ToMicroseconds(long time) => time * scale / 1000;
}
