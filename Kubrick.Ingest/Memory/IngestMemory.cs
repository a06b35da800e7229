using Kubrick.Ingest.Telemetry;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Memory;

/// <summary>
/// The bytes that clients' messages may hold in this process: what is being received, and what the broker has not confirmed. Who finds none left waits, in order, and
/// its socket is not read so long. Nobody gives up a half of a frame to let another go on, so one at a time may go over the budget until its frame is whole and safe:
/// the room for that is kept apart.
/// </summary>
internal sealed class IngestMemory(IOptions<IngestOptions> options, IngestTelemetry telemetry, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> waiting = new();
    private readonly long budget = options.Value.MaxBytes - options.Value.TurnBytes;
    private MemoryShare? turn;
    private long used;
    private long peak;

    /// <summary>Bytes that are held now.</summary>
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

    /// <summary>The most that were ever held at once.</summary>
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

    /// <summary>Whether somebody waits for memory.</summary>
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

    /// <summary>The part of one socket, with nothing in it.</summary>
    public MemoryShare Open() => new(this, clock);

    /// <summary>Takes bytes, after waiting for them.</summary>
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

    /// <summary>Gives bytes back.</summary>
    internal void Give(long bytes)
    {
        lock (gate)
        {
            Count(-bytes);
            Serve();
        }
    }

    /// <summary>The frame for which the share went over the budget is whole and counted, or gone.</summary>
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
                    // Granted at the same moment, and nobody there to use it.
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

    /// <summary>Within the budget; or over it, where nobody else is, and what the last one had over it has been given back.</summary>
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
