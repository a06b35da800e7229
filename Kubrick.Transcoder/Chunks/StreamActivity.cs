using Kubrick.Contracts.Logs;

namespace Kubrick.Transcoder.Chunks;

/// <summary>When something was last read of a stream, for those who wait for it.</summary>
internal sealed class StreamActivity
{
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private long lastRecordAt;
    private long nextSequence;
    private int epoch;
    private long lastOffset = -1;
    private bool hasOpened;
    private bool isOver;

    public StreamActivity(TimeProvider time)
    {
        this.time = time;
        lastRecordAt = time.GetTimestamp();
    }

    /// <summary>Whether the log's end was read.</summary>
    public bool IsOver
    {
        get
        {
            lock (gate)
            {
                return isOver;
            }
        }
    }

    /// <summary>Whether a publisher ever had the stream.</summary>
    public bool HasOpened
    {
        get
        {
            lock (gate)
            {
                return hasOpened;
            }
        }
    }

    /// <summary>How long nothing came.</summary>
    public TimeSpan Idle
    {
        get
        {
            lock (gate)
            {
                return time.GetElapsedTime(lastRecordAt);
            }
        }
    }

    /// <summary>The number that the next frame has, and its epoch.</summary>
    public (long Sequence, int Epoch) Next
    {
        get
        {
            lock (gate)
            {
                return (nextSequence, epoch);
            }
        }
    }

    /// <summary>Whether a record of the log was read, by whichever reader is furthest.</summary>
    public bool HasSeen(long offset, ChunkHeader header)
    {
        lock (gate)
        {
            // A frame that stands in the log twice is read once.
            return offset <= lastOffset || (header.Kind == ChunkKind.Data && header.Sequence < nextSequence);
        }
    }

    /// <summary>A record was read.</summary>
    public void RecordRead(ChunkRecord chunk)
    {
        lock (gate)
        {
            lastRecordAt = time.GetTimestamp();
            lastOffset = Math.Max(lastOffset, chunk.Offset);
            hasOpened |= chunk.Header.Kind is ChunkKind.Data or ChunkKind.Claim;
            switch (chunk.Header.Kind)
            {
                case ChunkKind.Data:
                    nextSequence = Math.Max(nextSequence, chunk.Header.Sequence + 1);
                    epoch = Math.Max(epoch, chunk.Header.Epoch);
                    break;
                case ChunkKind.End:
                    isOver = true;
                    break;
                default:
                    break;
            }
        }
    }
}
