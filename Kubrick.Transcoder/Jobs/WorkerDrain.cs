using Kubrick.Transcoder.Queues;

namespace Kubrick.Transcoder.Jobs;

/// <summary>Whether this worker takes work: an operator drains it before it is stopped or moved, and resumes it.</summary>
internal sealed partial class WorkerDrain(ILogger<WorkerDrain> logger) : IDisposable
{
    private readonly PauseSwitch draining = new();

    /// <summary>Cancelled while the worker is drained.</summary>
    public CancellationToken Draining => draining.Paused;

    /// <summary>Takes no more work and returns what runs to the queues, from where other workers continue it. Again, it does nothing.</summary>
    public void Drain()
    {
        if (draining.Pause())
        {
            LogDrained();
        }
    }

    /// <summary>Takes work again.</summary>
    public void Resume()
    {
        if (draining.Resume())
        {
            LogResumed();
        }
    }

    /// <summary>Waits until the worker takes work.</summary>
    public Task WhenResumedAsync(CancellationToken cancellationToken) => draining.WhenResumedAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => draining.Dispose();

    [LoggerMessage(LogLevel.Information, "Worker drained: its streams return to the queue")]
    private partial void LogDrained();

    [LoggerMessage(LogLevel.Information, "Worker resumed")]
    private partial void LogResumed();
}
