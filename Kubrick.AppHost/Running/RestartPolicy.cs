using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kubrick.AppHost.Running;

/// <summary>
/// Restarts crashed resources with back-off; Aspire itself does not restart processes. A resource that was stopped deliberately stays stopped.
/// </summary>
internal sealed partial class RestartPolicy(
    ResourceNotificationService notifications, ResourceCommandService commands, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<RestartPolicy> logger)
{
    private readonly Dictionary<string, RestartState> states = new(StringComparer.Ordinal);

    /// <summary>Watches all resources until the application stops.</summary>
    public async Task WatchAsync()
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(lifetime.ApplicationStopping))
            {
                Handle(change);
            }
        }
        catch (OperationCanceledException)
        {
            // The application is stopping.
        }
    }

    private void Handle(ResourceEvent change)
    {
        if (!change.Resource.HasAnnotationOfType<RestartAnnotation>())
        {
            return;
        }

        if (!states.TryGetValue(change.ResourceId, out var state))
        {
            states.Add(change.ResourceId, state = new RestartState());
        }

        if (state.Next(change.Snapshot.State?.Text, change.Snapshot.ExitCode, clock.GetUtcNow()) is { } delay)
        {
            ResourceCrashed(change.Resource.Name, change.Snapshot.ExitCode, delay.TotalSeconds);
            _ = StartAsync(change.ResourceId, delay);
        }
    }

    private async Task StartAsync(string resource, TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, clock, lifetime.ApplicationStopping);
            // An operator may have started it in the meantime.
            if (notifications.TryGetCurrentState(resource, out var current) && KnownResourceStates.TerminalStates.Contains(current.Snapshot.State?.Text))
            {
                await commands.ExecuteCommandAsync(resource, KnownResourceCommands.StartCommand, lifetime.ApplicationStopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The application is stopping.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Resource crashed: {Resource}, exit code {ExitCode}; restarting in {Seconds} s")]
    private partial void ResourceCrashed(string resource, int? exitCode, double seconds);
}
