using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.Storage.Local;

/// <summary>Healthy while the folder can be written; degraded while its disk has no more room than is to stay free.</summary>
internal sealed class LocalStorageHealthCheck(LocalFolder folder, LocalRoom room) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using (new PendingFile(folder))
            {
                // Made, and removed again: nothing was committed.
            }

            return room.IsShort ? HealthCheckResult.Degraded("The storage folder's disk is nearly full.") : HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The storage folder cannot be written.", exception);
        }
    }
}
