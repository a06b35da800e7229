using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Segments;

/// <summary>
/// The segments that previous workers announced in the part log and that the checkpoint lacks. Complete ones are stored from the log, so that a name always stands for the same
/// bytes. Viewers may have parts of the incomplete ones after them, so no other parts are published under those names.
/// </summary>
internal sealed class AnnouncedSegments
{
    private readonly long next;
    private readonly int lastInit;
    private readonly Dictionary<int, ReadOnlyMemory<byte>> inits = [];
    private readonly Dictionary<long, Announced> segments = [];
    private readonly List<Announced> complete = [];

    private AnnouncedSegments(Checkpoint checkpoint)
    {
        next = checkpoint.Segments.Count;
        lastInit = checkpoint.Segments is [.., { } last] ? last.InitNumber : -1;
    }

    /// <summary>The last segment that the log mentions and the checkpoint lacks; -1 for none.</summary>
    public long Highest { get; private set; } = -1;

    /// <summary>The initialisation sections in the log, by the number in their names.</summary>
    public IReadOnlyDictionary<int, ReadOnlyMemory<byte>> Inits => inits;

    /// <summary>Reads what previous workers wrote.</summary>
    /// <param name="records">The records of the part log before this worker's claim, in order.</param>
    /// <param name="checkpoint">The stream's checkpoint.</param>
    public static async Task<AnnouncedSegments> ReadAsync(IAsyncEnumerable<StreamLogRecord> records, Checkpoint checkpoint)
    {
        var announced = new AnnouncedSegments(checkpoint);
        await foreach (var record in records)
        {
            if (PartRecord.Read(record.Headers) is { } header)
            {
                announced.Add(header, record.Body);
            }
        }

        announced.Choose();
        return announced;
    }

    /// <summary>The checkpoint as it will be when the complete segments are stored.</summary>
    public Checkpoint After(Checkpoint checkpoint) => complete.Count == 0 ? checkpoint : checkpoint with
    {
        Segments = checkpoint.Segments.AddRange(complete.Select(segment => segment.ToPlaylist())),
        Resume = complete[^1].Resume,
    };

    /// <summary>What to store: the complete segments, each after the initialisation section that it needs.</summary>
    public IEnumerable<StoreItem> Items()
    {
        var init = lastInit;
        foreach (var segment in complete)
        {
            if (segment.End!.InitNumber != init)
            {
                init = segment.End.InitNumber;
                yield return new InitItem(init, segment.Resume!.Init);
            }

            yield return segment.ToItem();
        }
    }

    private void Add(PartRecord header, ReadOnlyMemory<byte> body)
    {
        if (header is InitAppended init)
        {
            inits.TryAdd(init.InitNumber, body);
        }

        if (header is not (PartAppended or SegmentClosed or SegmentStored) || header.MediaSequence < next)
        {
            return;
        }

        Highest = Math.Max(Highest, header.MediaSequence);
        if (!segments.TryGetValue(header.MediaSequence, out var segment))
        {
            segments[header.MediaSequence] = segment = new Announced(header.Run);
        }

        switch (header)
        {
            case PartAppended part when segment.End is null && part.Run == segment.Run && part.PartIndex == segment.Pieces.Count:
                segment.Pieces.Add(body);
                break;
            case SegmentClosed closed when segment.End is null:
                segment.End = closed;
                segment.Resume = CheckpointJson.ReadResume(body.Span);
                break;
            case SegmentStored when segment.End?.Run == header.Run:
                segment.IsStored = true;
                break;
            default:
                break;
        }
    }

    /// <summary>Takes consecutive complete segments, up to the last one after which the work can resume.</summary>
    private void Choose()
    {
        var count = 0;
        for (var at = next; segments.TryGetValue(at, out var segment) && segment.IsComplete; at++)
        {
            complete.Add(segment);
            count = segment.Resume is { } resume && resume.Timeline.InitNumber == segment.End!.InitNumber ? complete.Count : count;
        }

        complete.RemoveRange(count, complete.Count - count);
    }

    private sealed class Announced(string? run)
    {
        public string? Run { get; } = run;

        public List<ReadOnlyMemory<byte>> Pieces { get; } = [];

        public SegmentClosed? End { get; set; }

        public ResumePoint? Resume { get; set; }

        public bool IsStored { get; set; }

        public bool IsComplete => End is { } end
            && (IsStored || (end.Run == Run && end.PartCount == Pieces.Count && end.Bytes == Pieces.Sum(piece => (long)piece.Length)));

        public PlaylistSegment ToPlaylist() =>
            new(End!.MediaSequence, End.InitNumber, End.DurationUs, End.IsIndependent, End.IsDiscontinuity, End.ProgramTime);

        public SegmentItem ToItem() => new(
            new SegmentReady(End!.MediaSequence, Pieces, End.StartUs, End.DurationUs, End.IsIndependent, End.IsDiscontinuity),
            // The log has times of the stream's own timeline.
            new EpochTimeline(End.InitNumber, 0, End.ProgramTime - TimeSpan.FromMicroseconds(End.StartUs)),
            Resume,
            0)
        {
            IsStored = IsStored,
            Bytes = End.Bytes,
        };
    }
}
