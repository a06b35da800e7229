using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.AppHost.Local;

/// <summary>Asks a replica again and again whether it is healthy: often until it is, then now and then.</summary>
internal sealed class HealthMonitor(
    IReadOnlyList<HealthCheckAnnotation> checks, HealthCheckTarget target, Action<HealthStatus> changed, TimeProvider time)
{
    private static readonly TimeSpan WhileUnhealthy = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long? _healthySince;

    /// <summary>How long it has been healthy, to this moment.</summary>
    public TimeSpan HealthyFor => _healthySince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Why it was not healthy when it was last asked.</summary>
    public string? Reason { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var healthy = await IsHealthyAsync(cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            _healthySince = healthy ? _healthySince ?? time.GetTimestamp() : null;
            changed(healthy ? HealthStatus.Healthy : HealthStatus.Unhealthy);
            if (checks.Count == 0)
            {
                return;
            }

            await Task.Delay(healthy ? WhileHealthy : WhileUnhealthy, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        foreach (var check in checks)
        {
            try
            {
                await check.Check(target, patience.Token).WaitAsync(patience.Token);
            }
            catch (Exception error)
            {
                Reason = error.Message;
                return false;
            }
        }

        Reason = null;
        return true;
    }
}
