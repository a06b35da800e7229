using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.Gateway.Routing;

/// <summary>
/// Reports whether a service behind the gateway answers. When one does not, the gateway is degraded, not unhealthy, because the other routes still work.
/// A result is reused for one second and concurrent checks share one probe, so the load on services does not depend on how often clients request the gateway's health.
/// </summary>
internal sealed class ServiceHealthCheck(IHttpClientFactory clients, TimeProvider clock, string service) : IHealthCheck
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private Task<HealthCheckResult>? latest;
    private long probedAt;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (latest is null || (latest.IsCompleted && clock.GetElapsedTime(probedAt) >= Freshness))
            {
                probedAt = clock.GetTimestamp();
                latest = ProbeAsync();
            }

            return latest.WaitAsync(cancellationToken);
        }
    }

    // No caller's token is used: the probe is shared, so no single caller may cancel it.
    private async Task<HealthCheckResult> ProbeAsync()
    {
        using var timeout = new CancellationTokenSource(ProbeTimeout, clock);
        try
        {
            using var client = clients.CreateClient();
            using var response = await client.GetAsync(new Uri($"http://{service}/alive"), timeout.Token);
            return response.IsSuccessStatusCode ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("Responds with an error.");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return HealthCheckResult.Degraded("Does not respond.");
        }
    }
}
