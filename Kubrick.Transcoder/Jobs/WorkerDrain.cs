using Kubrick.StreamLogs;

namespace Kubrick.Transcoder.Jobs;

/// <summary>Whether this worker takes streams: an operator drains it before it is stopped or moved, and resumes it.</summary>
internal sealed partial class WorkerDrain(ILogger<WorkerDrain> logger) : IDisposable
{
    private readonly Lock gate = new();
    private readonly AsyncSignal resumed = new();
    private CancellationTokenSource draining = new();

    /// <summary>Cancelled while the worker is drained.</summary>
    public CancellationToken Draining
    {
        get
        {
            lock (gate)
            {
                return draining.Token;
            }
        }
    }

    /// <summary>Takes no more streams and returns those that run to the queue, from where other workers continue them. Again, it does nothing.</summary>
    public void Drain()
    {
        CancellationTokenSource source;
        lock (gate)
        {
            if (draining.IsCancellationRequested)
            {
                return;
            }

            source = draining;
        }

        LogDrained();
        source.Cancel();
    }

    /// <summary>Takes streams again.</summary>
    public void Resume()
    {
        lock (gate)
        {
            if (!draining.IsCancellationRequested)
            {
                return;
            }

            draining.Dispose();
            draining = new CancellationTokenSource();
            resumed.Set();
        }

        LogResumed();
    }

    /// <summary>Waits until the worker takes streams.</summary>
    public Task WhenResumedAsync(CancellationToken cancellationToken) =>
        resumed.WaitAsync(() => !Draining.IsCancellationRequested, cancellationToken).AsTask();

    /// <inheritdoc/>
    public void Dispose() => draining.Dispose();

    [LoggerMessage(LogLevel.Information, "Worker drained: its streams return to the queue")]
    private partial void LogDrained();

    [LoggerMessage(LogLevel.Information, "Worker resumed")]
    private partial void LogResumed();
}
