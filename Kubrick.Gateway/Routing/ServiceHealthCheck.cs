using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.Gateway.Routing;

/// <summary>
/// Whether a service behind the gateway answers. One that does not leaves the gateway degraded, not down: the others serve on.
/// An answer holds for a second, and who asks while a question is under way waits for the same answer: anybody may ask the gateway as often
/// as they like, the services are not asked more often for it.
/// </summary>
internal sealed class ServiceHealthCheck(IHttpClientFactory clients, TimeProvider clock, string service) : IHealthCheck
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private Task<HealthCheckResult>? latest;
    private long askedAt;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (latest is null || (latest.IsCompleted && clock.GetElapsedTime(askedAt) >= Freshness))
            {
                askedAt = clock.GetTimestamp();
                latest = AskAsync();
            }

            return latest.WaitAsync(cancellationToken);
        }
    }

    // The question belongs to all who wait for its answer, so that none of them can call it off.
    private async Task<HealthCheckResult> AskAsync()
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            using var client = clients.CreateClient();
            using var response = await client.GetAsync(new Uri($"http://{service}/alive"), patience.Token);
            return response.IsSuccessStatusCode ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("Answers with an error.");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return HealthCheckResult.Degraded("Does not answer.");
        }
    }
}
