using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.Media;

/// <summary>Follows a container's bytes, and knows for each place where it can be decoded from where that place lies in the chunk log.</summary>
internal sealed class SourceTracker
{
    // Times are rounded to milliseconds on their way through the encoder.
    private const long ToleranceUs = 15_000;
    private const int MostKept = 4096;

    private readonly ISourceReader reader;
    private readonly Lock gate = new();
    private readonly Queue<Piece> pieces = new();
    private readonly Queue<SourceRestart> restarts = new();
    private ChunkPosition consumed;
    private long latestUs = long.MinValue;
    private DateTimeOffset? programStart;

    public SourceTracker(ContainerKind container, ReadOnlyMemory<byte> header, ChunkPosition start)
    {
        reader = ContainerSniffer.CreateReader(container);
        consumed = start;
        if (header.Length > 0)
        {
            reader.Append(header);
        }
    }

    /// <summary>The header; null until it is complete.</summary>
    public SourceHeader? Header => reader.Header;

    /// <summary>Whether the header cannot be read.</summary>
    public bool IsUnreadable => reader.IsUnreadable;

    /// <summary>How many bytes it has seen, the header included.</summary>
    public long Position => reader.Position;

    /// <summary>The time of the first frame on the container's time line, in µs; null before it came.</summary>
    public long? FirstFrameUs { get; private set; }

    /// <summary>
    /// The clock at the container's time 0, as far as it can be known from here: a frame cannot have come before it was taken, so the frame that was the shortest time on its way
    /// tells the most. The first ones are often the slowest, for they wait while the recorder connects.
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

    /// <summary>Up to where on the container's time line frames came, in µs.</summary>
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

    /// <summary>The place behind all that came.</summary>
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

    /// <summary>Takes the next bytes; answers what they hold, good until the next call.</summary>
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
                Note(fact, chunk.Header.PublishedAt);
            }

            if (pieces.Count > MostKept)
            {
                pieces.Dequeue();
            }
        }

        return facts;
    }

    /// <summary>The newest place whose keyframe is not later than a time, and forgets what lies before it; null where none is known.</summary>
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

    /// <summary>The first place behind an offset of the container; null where none is known.</summary>
    public ChunkPosition? After(long offset)
    {
        lock (gate)
        {
            return restarts.FirstOrDefault(restart => restart.Offset > offset) is { } found ? Find(found.Offset)?.Locate(found.Offset) : null;
        }
    }

    private void Note(SourceFact fact, DateTimeOffset publishedAt)
    {
        switch (fact.Kind)
        {
            case SourceFactKind.Frame:
                FirstFrameUs ??= fact.TimeUs;
                var start = publishedAt - TimeSpan.FromMicroseconds(fact.TimeUs);
                programStart = programStart is { } known && known <= start ? known : start;
                latestUs = Math.Max(latestUs, fact.TimeUs);
                break;
            case SourceFactKind.Restart:
                restarts.Enqueue(new SourceRestart(fact.Offset, fact.TimeUs));
                if (restarts.Count > MostKept)
                {
                    restarts.Dequeue();
                }

                break;
            default:
                break;
        }
    }

    /// <summary>The piece that holds a byte of the container; null where it was forgotten.</summary>
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
