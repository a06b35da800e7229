using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.Storage.Gcp;

/// <summary>Healthy while the bucket can be listed: services need no permission to read the bucket's own settings.</summary>
internal sealed class GcpStorageHealthCheck(GcpObjects objects) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await objects.ListAsync(prefix: null, pageToken: null, pageSize: 1, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (StorageException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception);
        }
    }
}
