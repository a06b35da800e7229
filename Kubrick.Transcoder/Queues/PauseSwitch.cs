using Kubrick.StreamLogs;

namespace Kubrick.Transcoder.Queues;

/// <summary>Whether work is wanted now. Safe for use by several tasks.</summary>
internal sealed class PauseSwitch : IDisposable
{
    private readonly Lock gate = new();
    private readonly AsyncSignal resumed = new();
    private CancellationTokenSource paused = new();

    /// <summary>Cancelled while no work is wanted.</summary>
    public CancellationToken Paused
    {
        get
        {
            lock (gate)
            {
                return paused.Token;
            }
        }
    }

    /// <summary>Cancels what runs; false when it was paused already.</summary>
    public bool Pause()
    {
        CancellationTokenSource source;
        lock (gate)
        {
            if (paused.IsCancellationRequested)
            {
                return false;
            }

            source = paused;
        }

        // Not awaited: the caller may be a live stream, which must not wait for what is cancelled.
        _ = source.CancelAsync();
        return true;
    }

    /// <summary>Work is wanted again; false when it was not paused.</summary>
    public bool Resume()
    {
        lock (gate)
        {
            if (!paused.IsCancellationRequested)
            {
                return false;
            }

            paused.Dispose();
            paused = new CancellationTokenSource();
            resumed.Set();
            return true;
        }
    }

    /// <summary>Waits until work is wanted.</summary>
    public Task WhenResumedAsync(CancellationToken cancellationToken) =>
        resumed.WaitAsync(() => !Paused.IsCancellationRequested, cancellationToken).AsTask();

    /// <inheritdoc/>
    public void Dispose() => paused.Dispose();
}
