using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.Gateway.Routing;

/// <summary>Whether a service behind the gateway answers. One that does not leaves the gateway degraded, not down: the others serve on.</summary>
internal sealed class ServiceHealthCheck(IHttpClientFactory clients, string service) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var client = clients.CreateClient();
            using var response = await client.GetAsync(new Uri($"http://{service}/alive"), cancellationToken);
            return response.IsSuccessStatusCode ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("Answers with an error.");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return HealthCheckResult.Degraded("Does not answer.");
        }
    }
}
