using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Kubrick.AppHost.Running;

/// <summary>
/// Prints the addresses of the application and its dashboard when the application is ready. When a resource fails permanently during the
/// start (invalid setting, or not supported on this machine), it prints the resource's last error and stops the application.
/// </summary>
internal sealed class Announcement(
    ResourceNotificationService notifications, ResourceLoggerService logs, IConfiguration configuration, IHostApplicationLifetime lifetime)
{
    /// <summary>Watches the resources until <paramref name="service"/> is healthy or a resource has failed permanently.</summary>
    public async Task WatchAsync(string service)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(lifetime.ApplicationStopping))
            {
                if (change.Resource.Name == service
                    && change.Snapshot.HealthStatus == HealthStatus.Healthy
                    && change.Snapshot.Urls.FirstOrDefault(url => !url.IsInactive) is { } address)
                {
                    Print(address.Url);
                    return;
                }

                if (KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text) && RestartState.IsHopeless(change.Snapshot.ExitCode))
                {
                    await GiveUpAsync(change);
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The application is stopping.
        }
    }

    private void Print(string address)
    {
        Console.WriteLine($"Kubrick is up:  {address}");
        if (configuration["AppHost:BrowserToken"] is { Length: > 0 } token && configuration["ASPNETCORE_URLS"] is { } dashboard)
        {
            Console.WriteLine($"Dashboard:      {dashboard.Split(';')[0]}/login?t={token}");
        }
    }

    private async Task GiveUpAsync(ResourceEvent change)
    {
        var last = "";
        await foreach (var lines in logs.GetAllAsync(change.ResourceId).WithCancellation(lifetime.ApplicationStopping))
        {
            last = lines.LastOrDefault(line => line.IsErrorMessage && !string.IsNullOrWhiteSpace(line.Content)).Content ?? last;
        }

        await Console.Error.WriteLineAsync($"{change.Resource.Name} cannot run: {(last.Length > 0 ? last : "see its console log")}");
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }
}
