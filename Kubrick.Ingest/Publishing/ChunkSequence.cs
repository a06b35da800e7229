using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Telemetry;

namespace Kubrick.Ingest.Publishing;

/// <summary>Numbers the frames of one recording as they are queued, and knows which of them are durable. The publisher's lock guards everything that adds records.</summary>
internal sealed class ChunkSequence(ChunkQueue queue, IngestTelemetry telemetry, TimeProvider clock)
{
    private int epoch;
    private long durable;

    /// <summary>The records that are not confirmed.</summary>
    public ChunkQueue Queue => queue;

    /// <summary>The number of the next frame.</summary>
    public long Next { get; private set; }

    /// <summary>Every frame with a number below this is durable in the broker.</summary>
    public long Durable => Interlocked.Read(ref durable);

    /// <summary>Starts after the last frame in the log.</summary>
    public void Start(ChunkLogTail tail) => (Next, epoch, durable) = (tail.NextSequence, tail.Epoch, tail.NextSequence);

    /// <summary>Queues a frame for which room was taken; false when the queue was closed.</summary>
    public bool TryAddFrame(ReadOnlyMemory<byte> bytes, DateTimeOffset publishedAt, long receivedAt)
    {
        if (!queue.TryAdd(new QueuedChunk(new ChunkHeader(ChunkKind.Data, Next, epoch, publishedAt), bytes.ToArray(), receivedAt)))
        {
            return false;
        }

        Next++;
        return true;
    }

    /// <summary>Queues the end after the frames, and closes the queue.</summary>
    public void AddEnd(StreamEndReason reason)
    {
        queue.TryAdd(Empty(ChunkHeader.End(Next, epoch, clock.GetUtcNow(), reason)));
        queue.Close();
    }

    /// <summary>Queues a record of what was received and cannot be appended.</summary>
    public void AddLoss(StreamLoss loss) => queue.TryAdd(Lost(loss));

    /// <summary>
    /// The broker refuses a frame for its size: drops the largest and the frames after it, and accepts no more. A record of the loss takes their place. Returns the largest's bytes.
    /// </summary>
    public long CutAtLargest() => queue.CutAtLargest(frames => Lost(new StreamLoss(StreamLossKinds.OverLimit, frames)));

    /// <summary>Records are durable.</summary>
    public void Confirm(IReadOnlyList<QueuedChunk> chunks)
    {
        foreach (var chunk in chunks)
        {
            telemetry.Confirmed(clock.GetElapsedTime(chunk.ReceivedAt));
            if (chunk.Header.Kind == ChunkKind.Data)
            {
                Interlocked.Exchange(ref durable, chunk.Header.Sequence + 1);
            }
        }
    }

    /// <summary>Removes the queued records that the log contains although their confirm was lost, and returns them.</summary>
    public IReadOnlyList<QueuedChunk> TakeThoseIn(ChunkLogTail tail) =>
        queue.ConfirmWhere(chunk => chunk.Header.Kind == ChunkKind.Data ? chunk.Header.Sequence < tail.NextSequence : tail.IsOver);

    private QueuedChunk Lost(StreamLoss loss) => Empty(ChunkHeader.Lost(loss, clock.GetUtcNow()));

    private QueuedChunk Empty(ChunkHeader header) => new(header, ReadOnlyMemory<byte>.Empty, clock.GetTimestamp());
}
