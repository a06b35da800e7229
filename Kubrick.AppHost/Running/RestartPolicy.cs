using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kubrick.AppHost.Running;

/// <summary>
/// Starts again, with back-off, what crashed: Aspire runs a process once. What was stopped on purpose, by an operator or a command, stays stopped.
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
                Look(change);
            }
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    private void Look(ResourceEvent change)
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
            // An operator may have been quicker.
            if (notifications.TryGetCurrentState(resource, out var current) && KnownResourceStates.TerminalStates.Contains(current.Snapshot.State?.Text))
            {
                await commands.ExecuteCommandAsync(resource, KnownResourceCommands.StartCommand, lifetime.ApplicationStopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Resource crashed: {Resource}, exit code {ExitCode}; starting it again in {Seconds} s")]
    private partial void ResourceCrashed(string resource, int? exitCode, double seconds);
}
