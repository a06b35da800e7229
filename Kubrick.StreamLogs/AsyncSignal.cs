namespace Kubrick.StreamLogs;

/// <summary>
/// A condition variable for tasks: waiters test their condition again each time the signal is set. With a lock, conditions are tested inside it, and the code that changes the
/// state sets the signal inside it; without one, conditions read state that is published atomically.
/// </summary>
public sealed class AsyncSignal
{
    private readonly Lock? gate;
    private TaskCompletionSource changed = NewSource();

    /// <summary>A signal whose conditions need no lock.</summary>
    public AsyncSignal()
    {
    }

    /// <summary>A signal whose conditions are tested inside a lock.</summary>
    public AsyncSignal(Lock gate) => this.gate = gate;

    /// <summary>Reports a change: every waiter tests its condition again, on a thread of the pool.</summary>
    public void Set() => Interlocked.Exchange(ref changed, NewSource()).TrySetResult();

    /// <summary>Waits until the condition is true. A condition may take what it waited for: it is not tested again after it was true.</summary>
    public async ValueTask WaitAsync(Func<bool> isReached, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Read before the test: a change in between completes it.
            var next = Volatile.Read(ref changed).Task;
            if (Test(isReached))
            {
                return;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool Test(Func<bool> isReached)
    {
        if (gate is null)
        {
            return isReached();
        }

        lock (gate)
        {
            return isReached();
        }
    }
}
