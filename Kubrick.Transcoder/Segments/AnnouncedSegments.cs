using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Segments;

/// <summary>
/// What workers before this one told viewers of, and the checkpoint does not know. Segments that are whole in the part log are stored from there, so that a name never gets
/// other bytes; of those behind them viewers may have parts, and no others are put under the same names.
/// </summary>
internal sealed class AnnouncedSegments
{
    private readonly long next;
    private readonly Dictionary<int, ReadOnlyMemory<byte>> inits = [];
    private readonly Dictionary<long, Announced> segments = [];
    private readonly List<Announced> whole = [];
    private int epoch;

    private AnnouncedSegments(Checkpoint checkpoint)
    {
        next = checkpoint.Segments.Count;
        epoch = checkpoint.Segments is [.., { } last] ? last.Epoch : -1;
    }

    /// <summary>The last segment of which parts stand in the log, or that is in the checkpoint; -1 for none.</summary>
    public long Highest { get; private set; } = -1;

    /// <summary>The initialisation sections in the log, by the number in their names.</summary>
    public IReadOnlyDictionary<int, ReadOnlyMemory<byte>> Inits => inits;

    /// <summary>Takes the part log for this worker, and reads what stands in it.</summary>
    public static async Task<AnnouncedSegments> ReadAsync(
        StreamLogClient logs, PartLogWriter parts, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var announced = new AnnouncedSegments(checkpoint);
        await foreach (var record in parts.ClaimAsync(logs, cancellationToken))
        {
            if (PartRecord.Read(record.Headers) is { } header)
            {
                announced.Add(header, record.Body);
            }
        }

        announced.Choose();
        return announced;
    }

    /// <summary>What of this is known from some records, in their order.</summary>
    public static AnnouncedSegments Of(Checkpoint checkpoint, IEnumerable<(PartRecord Header, ReadOnlyMemory<byte> Body)> records)
    {
        var announced = new AnnouncedSegments(checkpoint);
        foreach (var (header, body) in records)
        {
            announced.Add(header, body);
        }

        announced.Choose();
        return announced;
    }

    /// <summary>The checkpoint as it will be when the whole segments are stored.</summary>
    public Checkpoint After(Checkpoint checkpoint) => whole.Count == 0 ? checkpoint : checkpoint with
    {
        Segments = checkpoint.Segments.AddRange(whole.Select(segment => segment.ToPlaylist())),
        Resume = whole[^1].Resume,
    };

    /// <summary>The whole segments, as they are handed to be stored.</summary>
    public IEnumerable<SegmentItem> Items => whole.Select(segment => segment.ToItem());

    /// <summary>Has the whole segments stored, those sections first that are needed.</summary>
    public async Task StoreAsync(SegmentStore store, CancellationToken cancellationToken)
    {
        foreach (var segment in whole)
        {
            if (segment.End!.Epoch != epoch)
            {
                epoch = segment.End.Epoch;
                await store.AddAsync(new InitItem(epoch, segment.Resume!.Init), cancellationToken);
            }

            await store.AddAsync(segment.ToItem(), cancellationToken);
        }
    }

    private void Add(PartRecord header, ReadOnlyMemory<byte> body)
    {
        if (header is InitAppended init)
        {
            inits.TryAdd(init.Epoch, body);
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

    /// <summary>As many segments as there are one after the other, up to the last one behind which the work can go on.</summary>
    private void Choose()
    {
        var count = 0;
        for (var at = next; segments.TryGetValue(at, out var segment) && segment.IsWhole; at++)
        {
            whole.Add(segment);
            count = segment.Resume is { } resume && resume.Timeline.Epoch == segment.End!.Epoch ? whole.Count : count;
        }

        whole.RemoveRange(count, whole.Count - count);
    }

    private sealed class Announced(string? run)
    {
        public string? Run { get; } = run;

        public List<ReadOnlyMemory<byte>> Pieces { get; } = [];

        public SegmentClosed? End { get; set; }

        public ResumePoint? Resume { get; set; }

        public bool IsStored { get; set; }

        public bool IsWhole => End is { } end
            && (IsStored || (end.Run == Run && end.PartCount == Pieces.Count && end.Bytes == Pieces.Sum(piece => (long)piece.Length)));

        public PlaylistSegment ToPlaylist() =>
            new(End!.MediaSequence, End.Epoch, End.DurationUs, End.IsIndependent, End.IsDiscontinuity, End.ProgramTime);

        public SegmentItem ToItem() => new(
            new SegmentReady(End!.MediaSequence, Pieces, End.StartUs, End.DurationUs, End.IsIndependent, End.IsDiscontinuity),
            // Told on the stream's own time line already.
            new EpochTimeline(End.Epoch, 0, End.ProgramTime - TimeSpan.FromMicroseconds(End.StartUs)),
            Resume,
            0)
        {
            IsStored = IsStored,
            Bytes = End.Bytes,
        };
    }
}
