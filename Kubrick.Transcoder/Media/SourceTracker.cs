using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.Media;

/// <summary>Reads a container's bytes and maps its restart points to positions in the chunk log. Safe for one task that appends and others that query.</summary>
internal sealed class SourceTracker
{
    // The encoder rounds times to milliseconds.
    private const long ToleranceUs = 15_000;
    private const int MaxKept = 4096;

    private readonly SourceReader reader;
    private readonly Lock gate = new();
    private readonly Queue<Piece> pieces = new();
    private readonly Queue<SourceRestart> restarts = new();
    private ChunkPosition consumed;
    private long latestUs = long.MinValue;
    private long? firstFrameUs;
    private DateTimeOffset? programStart;

    public SourceTracker(ContainerKind container, ReadOnlyMemory<byte> header, ChunkPosition start)
    {
        reader = SourceReader.Of(container);
        consumed = start;
        if (header.Length > 0)
        {
            reader.Append(header);
        }
    }

    /// <summary>The header; null until it is complete.</summary>
    public SourceHeader? Header => reader.Header;

    /// <summary>Whether the header is malformed.</summary>
    public bool IsUnreadable => reader.IsUnreadable;

    /// <summary>How many bytes were appended, with the header.</summary>
    public long Position => reader.Position;

    /// <summary>The time of the first frame, in µs on the container's timeline; null before the first frame.</summary>
    public long? FirstFrameUs
    {
        get
        {
            lock (gate)
            {
                return firstFrameUs;
            }
        }
    }

    /// <summary>
    /// The publisher's clock at the container's time 0, as estimated here. A frame cannot arrive before it was captured, so the frame with the shortest delay gives the best estimate.
    /// The first frames often have the longest delay, because they wait while the recorder connects.
    /// </summary>
    public DateTimeOffset? ProgramStart
    {
        get
        {
            lock (gate)
            {
                return programStart;
            }
        }
    }

    /// <summary>The latest time of a frame, in µs on the container's timeline.</summary>
    public long LatestUs
    {
        get
        {
            lock (gate)
            {
                return latestUs;
            }
        }
    }

    /// <summary>The position after everything that was appended.</summary>
    public ChunkPosition Consumed
    {
        get
        {
            lock (gate)
            {
                return consumed;
            }
        }
    }

    /// <summary>Appends the next bytes; returns what they contain, valid until the next call.</summary>
    public IReadOnlyList<SourceFact> Append(ChunkRecord chunk, int skipped)
    {
        var at = reader.Position;
        var facts = reader.Append(chunk.Bytes);
        lock (gate)
        {
            pieces.Enqueue(new Piece(at, chunk.Offset, chunk.Header.Sequence, skipped));
            consumed = new ChunkPosition(chunk.Offset + 1, chunk.Header.Sequence + 1, 0);
            foreach (var fact in facts)
            {
                Add(fact, chunk.Header.PublishedAt);
            }

            if (pieces.Count > MaxKept)
            {
                pieces.Dequeue();
            }
        }

        return facts;
    }

    /// <summary>The last restart point whose keyframe is not later than a time; null when there is none. Drops the points before it.</summary>
    public ChunkPosition? At(long timeUs)
    {
        lock (gate)
        {
            SourceRestart? found = null;
            foreach (var restart in restarts)
            {
                if (restart.TimeUs <= timeUs + ToleranceUs)
                {
                    found = restart;
                }
            }

            if (found is null || Find(found.Offset) is not { } piece)
            {
                return null;
            }

            while (restarts.Peek() != found)
            {
                restarts.Dequeue();
            }

            while (pieces.Peek() != piece)
            {
                pieces.Dequeue();
            }

            return piece.Locate(found.Offset);
        }
    }

    /// <summary>The first restart point after an offset of the container; null when there is none.</summary>
    public ChunkPosition? After(long offset)
    {
        lock (gate)
        {
            return restarts.FirstOrDefault(restart => restart.Offset > offset) is { } found ? Find(found.Offset)?.Locate(found.Offset) : null;
        }
    }

    private void Add(SourceFact fact, DateTimeOffset publishedAt)
    {
        switch (fact.Kind)
        {
            case SourceFactKind.Frame:
                firstFrameUs ??= fact.TimeUs;
                var start = publishedAt - TimeSpan.FromMicroseconds(fact.TimeUs);
                programStart = programStart is { } known && known <= start ? known : start;
                latestUs = Math.Max(latestUs, fact.TimeUs);
                break;
            case SourceFactKind.Restart:
                restarts.Enqueue(new SourceRestart(fact.Offset, fact.TimeUs));
                if (restarts.Count > MaxKept)
                {
                    restarts.Dequeue();
                }

                break;
            default:
                break;
        }
    }

    /// <summary>The piece that contains a byte of the container; null when it was dropped.</summary>
    private Piece? Find(long offset)
    {
        Piece? found = null;
        foreach (var piece in pieces)
        {
            if (piece.At > offset)
            {
                break;
            }

            found = piece;
        }

        return found;
    }

    private sealed record Piece(long At, long LogOffset, long Sequence, int Skipped)
    {
        public ChunkPosition Locate(long offset) => new(LogOffset, Sequence, (int)(offset - At) + Skipped);
    }

    private sealed record SourceRestart(long Offset, long TimeUs);
}
