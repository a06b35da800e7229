using Kubrick.Ingest.Memory;

namespace Kubrick.Ingest.Publishing;

/// <summary>
/// The records of one recording that the broker has not confirmed, in order. It is bounded: who brings more waits. It outlives the connection to the broker,
/// so that on the next one they are sent again. Its bytes are taken of the process's memory.
/// </summary>
internal sealed class ChunkWindow(int maxFrames, long maxBytes, MemoryShare memory)
{
    private readonly Lock gate = new();
    private readonly Queue<Chunk> sent = new();
    private Queue<Chunk> unsent = new();
    private TaskCompletionSource changed = NewSignal();
    private bool isClosed;

    /// <summary>Records that are not confirmed.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return sent.Count + unsent.Count;
            }
        }
    }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The most bytes that were ever held at once.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Waits until a record of this size may be added, and takes the memory for it; one may always be, however large. False when the window was closed.</summary>
    public async ValueTask<bool> TakeRoomAsync(int bytes, CancellationToken cancellationToken)
    {
        await WaitAsync(() => isClosed || Held == 0 || (Held < maxFrames && Bytes + bytes <= maxBytes), cancellationToken);
        if (isClosed)
        {
            return false;
        }

        await memory.TakeAsync(bytes, cancellationToken);
        return true;
    }

    /// <summary>Adds a record behind the others; false when the window was closed. Whoever adds has taken room.</summary>
    public bool TryAdd(Chunk chunk)
    {
        lock (gate)
        {
            if (isClosed)
            {
                memory.Give(chunk.Bytes.Length);
                return false;
            }

            unsent.Enqueue(chunk);
            Bytes += chunk.Bytes.Length;
            PeakBytes = Math.Max(PeakBytes, Bytes);
            Signal();
            return true;
        }
    }

    /// <summary>Takes nothing more; what it holds still goes its way.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            Signal();
        }
    }

    /// <summary>Takes nothing more and forgets what it holds.</summary>
    public void Clear()
    {
        lock (gate)
        {
            isClosed = true;
            sent.Clear();
            unsent.Clear();
            Forget(Bytes);
            Signal();
        }
    }

    /// <summary>The next record to send; it counts as sent from then on.</summary>
    public async ValueTask<Chunk> TakeUnsentAsync(CancellationToken cancellationToken)
    {
        Chunk? chunk = null;
        await WaitAsync(
            () =>
            {
                if (!unsent.TryDequeue(out chunk))
                {
                    return false;
                }

                sent.Enqueue(chunk);
                return true;
            },
            cancellationToken);
        return chunk!;
    }

    /// <summary>The oldest records that were sent are durable: forgets them, and answers them.</summary>
    public IReadOnlyList<Chunk> Confirm(long count)
    {
        var durable = new List<Chunk>();
        lock (gate)
        {
            while (durable.Count < count && sent.TryDequeue(out var chunk))
            {
                durable.Add(chunk);
                Forget(chunk.Bytes.Length);
            }

            Signal();
        }

        return durable;
    }

    /// <summary>On a new connection: forgets what is in the log already, and takes all others as not sent.</summary>
    public IReadOnlyList<Chunk> Rewind(Func<Chunk, bool> isInLog)
    {
        lock (gate)
        {
            var all = sent.Concat(unsent).ToList();
            sent.Clear();
            unsent = new Queue<Chunk>(all.Where(chunk => !isInLog(chunk)));
            Forget(Bytes - unsent.Sum(chunk => (long)chunk.Bytes.Length));
            Signal();
            return all.FindAll(chunk => isInLog(chunk));
        }
    }

    /// <summary>The broker refuses a record for its size: forgets the largest and all behind it, and takes nothing more. Answers its bytes.</summary>
    public long CutAtLargest()
    {
        lock (gate)
        {
            isClosed = true;
            var all = sent.Concat(unsent).ToList();
            var largest = all.MaxBy(chunk => chunk.Bytes.Length);
            sent.Clear();
            unsent = new Queue<Chunk>(all.TakeWhile(chunk => chunk != largest));
            Forget(Bytes - unsent.Sum(chunk => (long)chunk.Bytes.Length));
            Signal();
            return largest?.Bytes.Length ?? 0;
        }
    }

    /// <summary>Waits until it is closed and everything in it durable.</summary>
    public Task WhenDrainedAsync(CancellationToken cancellationToken) => WaitAsync(() => isClosed && Held == 0, cancellationToken).AsTask();

    private int Held => sent.Count + unsent.Count;

    private void Forget(long bytes)
    {
        Bytes -= bytes;
        memory.Give(bytes);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask WaitAsync(Func<bool> isReached, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (isReached())
                {
                    return;
                }

                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    private void Signal()
    {
        var waiting = changed;
        changed = NewSignal();
        waiting.TrySetResult();
    }
}
