using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;

namespace Kubrick.Transcoder.Chunks;

/// <summary>How far a stream's chunk log was read, by whichever of its readers is furthest, and when. Safe for use by several tasks.</summary>
internal sealed class StreamActivity
{
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private long lastRecordAt;
    private long nextSequence;
    private int epoch;
    private long lastOffset = -1;
    private bool hasHadPublisher;
    private bool hasEnded;

    public StreamActivity(TimeProvider time)
    {
        this.time = time;
        lastRecordAt = time.GetTimestamp();
    }

    /// <summary>Whether the log's end was read.</summary>
    public bool HasEnded
    {
        get
        {
            lock (gate)
            {
                return hasEnded;
            }
        }
    }

    /// <summary>Whether the stream ever had a publisher.</summary>
    public bool HasHadPublisher
    {
        get
        {
            lock (gate)
            {
                return hasHadPublisher;
            }
        }
    }

    /// <summary>The time since the last record was read.</summary>
    public TimeSpan IdleTime
    {
        get
        {
            lock (gate)
            {
                return time.GetElapsedTime(lastRecordAt);
            }
        }
    }

    /// <summary>The sequence and the epoch of the next frame.</summary>
    public NextFrame NextFrame
    {
        get
        {
            lock (gate)
            {
                return new NextFrame(nextSequence, epoch);
            }
        }
    }

    /// <summary>Whether a record was read.</summary>
    public bool HasRead(long offset, ChunkHeader header)
    {
        lock (gate)
        {
            // A frame that is in the log twice is read once.
            return offset <= lastOffset || (header.Kind == ChunkKind.Data && header.Sequence < nextSequence);
        }
    }

    /// <summary>Notes a record that was read.</summary>
    public void RecordRead(ChunkRecord chunk)
    {
        lock (gate)
        {
            lastRecordAt = time.GetTimestamp();
            lastOffset = Math.Max(lastOffset, chunk.Offset);
            hasHadPublisher |= chunk.Header.Kind is ChunkKind.Data or ChunkKind.Claim;
            switch (chunk.Header.Kind)
            {
                case ChunkKind.Data:
                    nextSequence = Math.Max(nextSequence, chunk.Header.Sequence + 1);
                    epoch = Math.Max(epoch, chunk.Header.Epoch);
                    break;
                case ChunkKind.End:
                    hasEnded = true;
                    break;
                default:
                    break;
            }
        }
    }
}
