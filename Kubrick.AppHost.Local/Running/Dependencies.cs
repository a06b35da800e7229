using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.AppHost.Local;

/// <summary>Waits until all that a resource waits for is that far.</summary>
internal static class Dependencies
{
    public static Task WaitAsync(IResource resource, ResourceNotificationService notifications, CancellationToken cancellationToken) =>
        Task.WhenAll(resource.Annotations.OfType<WaitAnnotation>().Select(wait => WaitAsync(wait, notifications, cancellationToken)));

    private static async Task WaitAsync(WaitAnnotation wait, ResourceNotificationService notifications, CancellationToken cancellationToken)
    {
        if (!ResourceIds.HasProcesses(ResourceIds.Root(wait.Resource)))
        {
            // A parameter is there from the beginning.
            return;
        }

        var reached = await notifications.WaitForAllAsync(
            wait.Resource,
            snapshot => wait.WaitType switch
            {
                WaitType.Completion => snapshot.State?.Text == KnownResourceStates.Finished,
                WaitType.Started => snapshot.State?.Text == KnownResourceStates.Running,
                _ => snapshot.State?.Text == KnownResourceStates.Running && snapshot.HealthStatus == HealthStatus.Healthy,
            },
            WaitBehavior.WaitOnResourceUnavailable,
            cancellationToken);
        if (wait.WaitType == WaitType.Completion && reached.Snapshot.ExitCode != wait.ExitCode)
        {
            throw new DistributedApplicationException(
                $"It waits for '{wait.Resource.Name}', which ended with exit code {reached.Snapshot.ExitCode}, not {wait.ExitCode}.");
        }
    }
}
