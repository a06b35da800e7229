using Kubrick.Ingest.Telemetry;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Memory;

/// <summary>
/// The process's budget for the bytes of clients' messages: those being received, and those that the broker has not confirmed. When it is exhausted, sockets queue for
/// memory in FIFO order and are not read while they wait; nothing is dropped. A half-received frame cannot make room for another, so one socket at a time may exceed the
/// budget until its frame is complete and queued: <see cref="IngestOptions.TurnBytes"/> are reserved for it.
/// </summary>
internal sealed class IngestMemory(IOptions<IngestOptions> options, IngestTelemetry telemetry, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> waiting = new();
    private readonly long budget = options.Value.MaxBytes - options.Value.TurnBytes;
    private MemoryShare? turn;
    private long used;
    private long peak;

    /// <summary>The bytes in use.</summary>
    public long Used
    {
        get
        {
            lock (gate)
            {
                return used;
            }
        }
    }

    /// <summary>The most bytes that were ever in use at once.</summary>
    public long Peak
    {
        get
        {
            lock (gate)
            {
                return peak;
            }
        }
    }

    /// <summary>Whether a socket waits for memory.</summary>
    public bool IsShort
    {
        get
        {
            lock (gate)
            {
                return waiting.Count > 0;
            }
        }
    }

    /// <summary>A new, empty share for one socket.</summary>
    public MemoryShare Open() => new(this, clock);

    /// <summary>Takes bytes for a share, after waiting for them.</summary>
    internal ValueTask TakeAsync(MemoryShare share, int bytes, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (turn == share || (waiting.Count == 0 && TryAllow(share, bytes)))
            {
                Count(bytes);
                return ValueTask.CompletedTask;
            }

            return new ValueTask(WaitAsync(waiting.AddLast(new Waiter(share, bytes)), cancellationToken));
        }
    }

    /// <summary>Returns bytes to the budget.</summary>
    internal void Give(long bytes)
    {
        lock (gate)
        {
            Count(-bytes);
            Serve();
        }
    }

    /// <summary>The frame for which the share exceeded the budget is queued, or dropped.</summary>
    internal void EndTurn(MemoryShare share)
    {
        lock (gate)
        {
            if (turn == share)
            {
                turn = null;
                Serve();
            }
        }
    }

    private async Task WaitAsync(LinkedListNode<Waiter> waiter, CancellationToken cancellationToken)
    {
        telemetry.WaitingForMemory(1);
        try
        {
            await waiter.Value.Granted.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (gate)
            {
                if (waiter.Value.Granted.Task.IsCompleted)
                {
                    // Granted at the same moment: returned unused.
                    Count(-waiter.Value.Bytes);
                }
                else
                {
                    waiting.Remove(waiter);
                }

                Serve();
            }

            throw;
        }
        finally
        {
            telemetry.WaitingForMemory(-1);
        }
    }

    private void Serve()
    {
        while (waiting.First is { } first && (turn == first.Value.Share || TryAllow(first.Value.Share, first.Value.Bytes)))
        {
            waiting.RemoveFirst();
            Count(first.Value.Bytes);
            first.Value.Granted.SetResult();
        }
    }

    /// <summary>Within the budget; or beyond it, when no other share is and what the last one had beyond it was returned.</summary>
    private bool TryAllow(MemoryShare share, int bytes)
    {
        if (used + bytes <= budget)
        {
            return true;
        }

        if (turn is not null || used > budget)
        {
            return false;
        }

        turn = share;
        return true;
    }

    private void Count(long bytes)
    {
        used += bytes;
        peak = Math.Max(peak, used);
        telemetry.MemoryChanged(bytes);
    }

    private sealed record Waiter(MemoryShare Share, int Bytes)
    {
        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>
/// What one socket, and the stream that it publishes, use of <see cref="IngestMemory"/>. Only the socket's reader takes bytes and ends its turn; anybody may return them.
/// </summary>
internal sealed class MemoryShare(IngestMemory memory, TimeProvider clock)
{
    private const long NotWaiting = long.MinValue;

    private long waitingSince = NotWaiting;

    /// <summary>How long the current message has waited before, in the clock's ticks.</summary>
    private long waited;

    /// <summary>How long the current message has been waiting for memory, all its waits together; zero while it does not wait.</summary>
    public TimeSpan Waiting => Interlocked.Read(ref waitingSince) is var since and not NotWaiting ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Takes bytes, after waiting for them.</summary>
    public async ValueTask TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp() - waited;
        Interlocked.Exchange(ref waitingSince, since);
        try
        {
            await memory.TakeAsync(this, bytes, cancellationToken);
        }
        finally
        {
            waited = clock.GetTimestamp() - since;
            Interlocked.Exchange(ref waitingSince, NotWaiting);
        }
    }

    /// <summary>Returns bytes to the budget.</summary>
    public void Give(long bytes)
    {
        if (bytes > 0)
        {
            memory.Give(bytes);
        }
    }

    /// <summary>The current message is queued, or dropped: another socket may exceed the budget.</summary>
    public void EndTurn()
    {
        waited = 0;
        memory.EndTurn(this);
    }
}
