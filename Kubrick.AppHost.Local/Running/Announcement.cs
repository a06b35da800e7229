using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kubrick.AppHost.Local;

/// <summary>
/// Says when everything is up, and where. If something cannot run before that, the application ends: a person at a terminal
/// is better served by a sentence than by a system that waits for ever.
/// </summary>
internal sealed partial class Announcement(
    IResourceCollection resources,
    ResourceNotificationService notifications,
    DataFolder folders,
    IHostEnvironment environment,
    IHostApplicationLifetime lifetime,
    ILogger<Announcement> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            // As each comes up: the first that cannot run ends the wait for all, also for those that wait for it.
            await foreach (var up in Task.WhenEach(resources.Where(ResourceIds.HasProcesses)
                .Select(resource => notifications.WaitForAllAsync(resource, IsUp, WaitBehavior.StopOnResourceUnavailable, cancellationToken))))
            {
                await up;
            }
        }
        catch (DistributedApplicationException)
        {
            // The reason has been logged where it came up.
            Environment.ExitCode = 1;
            LogStops();
            lifetime.StopApplication();
            return;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        var addresses = resources.OfType<IResourceWithEndpoints>()
            .SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()
                .Where(endpoint => endpoint is { IsExternal: true, Transport: "http" })
                .Select(endpoint => new EndpointReference(resource, endpoint.Name).Url))
            .ToList();
        await File.WriteAllLinesAsync(folders.AddressFile, addresses, cancellationToken);
        LogUp(environment.ApplicationName.Replace(".AppHost", "", StringComparison.Ordinal), string.Join(", ", addresses));
    }

    private static bool IsUp(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.Finished
        || (snapshot.State?.Text == KnownResourceStates.Running && snapshot.HealthStatus == HealthStatus.Healthy);

    [LoggerMessage(LogLevel.Information, "{Application} is up: {Addresses}")]
    private partial void LogUp(string application, string addresses);

    [LoggerMessage(LogLevel.Error, "The application cannot come up; stopping.")]
    private partial void LogStops();
}
