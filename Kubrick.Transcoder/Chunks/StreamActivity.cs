namespace Kubrick.Transcoder.Chunks;

/// <summary>When something was last read of a stream, for those who wait for it.</summary>
internal sealed class StreamActivity
{
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private DateTimeOffset lastRecordAt;
    private long nextSequence;
    private int epoch;
    private bool isOver;

    public StreamActivity(TimeProvider time)
    {
        this.time = time;
        lastRecordAt = time.GetUtcNow();
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

    /// <summary>How long nothing came.</summary>
    public TimeSpan Idle
    {
        get
        {
            lock (gate)
            {
                return time.GetUtcNow() - lastRecordAt;
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

    /// <summary>A record was read.</summary>
    public void Saw(Chunk chunk)
    {
        lock (gate)
        {
            lastRecordAt = time.GetUtcNow();
            switch (chunk.Header.Kind)
            {
                case Contracts.Logs.ChunkKind.Data:
                    nextSequence = Math.Max(nextSequence, chunk.Header.Sequence + 1);
                    epoch = Math.Max(epoch, chunk.Header.Epoch);
                    break;
                case Contracts.Logs.ChunkKind.End:
                    isOver = true;
                    break;
                default:
                    break;
            }
        }
    }
}
