using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.Storage.Local;

/// <summary>Healthy while the folder is writable; degraded while its disk has less free space than the reserve.</summary>
internal sealed class LocalStorageHealthCheck(LocalFolder folder, LocalFreeSpace space) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using (new PendingFile(folder))
            {
                // Creates and removes a file.
            }

            return space.IsLow ? HealthCheckResult.Degraded("The disk of the storage folder is nearly full.") : HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The storage folder is not writable.", exception);
        }
    }
}
