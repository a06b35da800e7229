using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Memory;
using Kubrick.StreamLogs;

namespace Kubrick.Ingest.Publishing;

/// <summary>
/// The records of one recording that wait for a session with the broker, in order. Records that a session has in flight still count against its limits, so the queue
/// bounds everything that is unconfirmed; when it is full, callers wait before they add. It outlives sessions: what a session loses returns to the front.
/// </summary>
internal sealed class ChunkQueue
{
    private readonly Lock gate = new();
    private readonly LinkedList<QueuedChunk> unsent = new();
    private readonly AsyncSignal changed;
    private readonly int maxFrames;
    private readonly long maxBytes;
    private readonly MemoryShare memory;
    private int count;
    private long bytes;
    private bool isClosed;
    private bool isCleared;

    /// <param name="maxFrames">How many records may be unconfirmed.</param>
    /// <param name="maxBytes">How many bytes may be unconfirmed; a single record always fits.</param>
    /// <param name="memory">Pays for the bytes.</param>
    public ChunkQueue(int maxFrames, long maxBytes, MemoryShare memory)
    {
        changed = new AsyncSignal(gate);
        this.maxFrames = maxFrames;
        this.maxBytes = maxBytes;
        this.memory = memory;
    }

    /// <summary>Records that are not confirmed.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    /// <summary>Their bytes.</summary>
    public long Bytes
    {
        get
        {
            lock (gate)
            {
                return bytes;
            }
        }
    }

    /// <summary>Whether it is closed and everything is confirmed.</summary>
    public bool IsDrained
    {
        get
        {
            lock (gate)
            {
                return isClosed && count == 0;
            }
        }
    }

    /// <summary>Waits until a record of this size may be added, and takes the memory for it. False when the queue was closed.</summary>
    public async ValueTask<bool> TakeRoomAsync(int size, CancellationToken cancellationToken)
    {
        var isOpen = false;
        await changed.WaitAsync(
            () =>
            {
                isOpen = !isClosed;
                return isClosed || count == 0 || (count < maxFrames && bytes + size <= maxBytes);
            },
            cancellationToken);
        if (isOpen)
        {
            await memory.TakeAsync(size, cancellationToken);
        }

        return isOpen;
    }

    /// <summary>Adds a record for which room was taken; false when the queue was closed.</summary>
    public bool TryAdd(QueuedChunk chunk)
    {
        lock (gate)
        {
            if (isClosed)
            {
                memory.Give(chunk.Bytes.Length);
                return false;
            }

            unsent.AddLast(chunk);
            count++;
            bytes += chunk.Bytes.Length;
            changed.Set();
            return true;
        }
    }

    /// <summary>Accepts no more records; those it has are still sent.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            changed.Set();
        }
    }

    /// <summary>Accepts no more records and drops those that are unconfirmed.</summary>
    public void Clear()
    {
        lock (gate)
        {
            isClosed = true;
            isCleared = true;
            unsent.Clear();
            Subtract(count, bytes);
        }
    }

    /// <summary>Waits for the next record to send; it is in flight from then on.</summary>
    public async ValueTask<QueuedChunk> TakeAsync(CancellationToken cancellationToken)
    {
        QueuedChunk? chunk = null;
        await changed.WaitAsync(
            () =>
            {
                chunk = unsent.First?.Value;
                if (chunk is not null)
                {
                    unsent.RemoveFirst();
                }

                return chunk is not null;
            },
            cancellationToken);
        return chunk!;
    }

    /// <summary>Records in flight are durable.</summary>
    public void Confirm(IReadOnlyList<QueuedChunk> chunks)
    {
        lock (gate)
        {
            if (!isCleared)
            {
                Subtract(chunks.Count, chunks.Sum(chunk => (long)chunk.Bytes.Length));
            }
        }
    }

    /// <summary>Records in flight were lost with their session: they return to the front, in order.</summary>
    public void Requeue(IReadOnlyList<QueuedChunk> chunks)
    {
        lock (gate)
        {
            foreach (var chunk in isCleared ? [] : chunks.Reverse())
            {
                unsent.AddFirst(chunk);
            }

            changed.Set();
        }
    }

    /// <summary>Removes the records that the log contains although their confirm was lost, and returns them. No session has records in flight.</summary>
    public IReadOnlyList<QueuedChunk> ConfirmWhere(Func<QueuedChunk, bool> isInLog)
    {
        lock (gate)
        {
            var durable = new List<QueuedChunk>();
            for (var (node, next) = (unsent.First, unsent.First?.Next); node is not null; (node, next) = (next, next?.Next))
            {
                if (isInLog(node.Value))
                {
                    durable.Add(node.Value);
                    unsent.Remove(node);
                    Subtract(1, node.Value.Bytes.Length);
                }
            }

            return durable;
        }
    }

    /// <summary>
    /// The broker refuses a record for its size: drops the largest and the frames after it, and accepts no more. What else was queued after it stays; an end gets the number of the
    /// first frame that was dropped. Returns the largest's bytes.
    /// </summary>
    /// <param name="replacement">The record that takes the frames' place, for a number of frames.</param>
    public long CutAtLargest(Func<int, QueuedChunk> replacement)
    {
        lock (gate)
        {
            isClosed = true;
            var largest = unsent.MaxBy(chunk => chunk.Bytes.Length);
            var kept = new Stack<QueuedChunk>();
            var (frames, firstFrame) = (0, 0L);
            for (QueuedChunk? last = null; !ReferenceEquals(last, largest);)
            {
                last = unsent.Last!.Value;
                unsent.RemoveLast();
                if (last.Header.Kind == ChunkKind.Data)
                {
                    (frames, firstFrame) = (frames + 1, last.Header.Sequence);
                }
                else if (!ReferenceEquals(last, largest))
                {
                    kept.Push(last);
                    continue;
                }

                Subtract(1, last.Bytes.Length);
            }

            if (frames > 0)
            {
                unsent.AddLast(replacement(frames));
                count++;
            }

            foreach (var chunk in kept)
            {
                unsent.AddLast(chunk.Header.Kind == ChunkKind.End && frames > 0 ? chunk with { Header = chunk.Header with { Sequence = firstFrame } } : chunk);
            }

            changed.Set();
            return largest?.Bytes.Length ?? 0;
        }
    }

    /// <summary>Waits until it is closed and everything is confirmed.</summary>
    public Task WhenDrainedAsync(CancellationToken cancellationToken) => changed.WaitAsync(() => isClosed && count == 0, cancellationToken).AsTask();

    private void Subtract(int chunks, long size)
    {
        count -= chunks;
        bytes -= size;
        memory.Give(size);
        changed.Set();
    }
}

/// <summary>A record for the chunk log that the broker has not confirmed.</summary>
/// <param name="Header">Its headers.</param>
/// <param name="Bytes">The recorder's bytes; empty with <see cref="ChunkKind.End"/> and <see cref="ChunkKind.Lost"/>.</param>
/// <param name="ReceivedAt">The clock's timestamp when it was received from the socket.</param>
internal sealed record QueuedChunk(ChunkHeader Header, ReadOnlyMemory<byte> Bytes, long ReceivedAt);
