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

    // Resources whose restart waits for its delay. It is the lock of the states, too.
    private readonly HashSet<string> pending = new(StringComparer.Ordinal);

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

        lock (pending)
        {
            if (state.Next(change.Snapshot.State?.Text, change.Snapshot.ExitCode, clock.GetUtcNow()) is not { } delay)
            {
                return;
            }

            ResourceCrashed(change.Resource.Name, change.Snapshot.ExitCode, delay.TotalSeconds);
            if (pending.Add(change.ResourceId))
            {
                _ = RestartAsync(change.Resource.Name, change.ResourceId, state, delay);
            }
        }
    }

    private async Task RestartAsync(string name, string resource, RestartState state, TimeSpan delay)
    {
        try
        {
            while (true)
            {
                await Task.Delay(delay, clock, lifetime.ApplicationStopping);
                lock (pending)
                {
                    pending.Remove(resource);
                }

                // An operator may have started it in the meantime.
                if (!notifications.TryGetCurrentState(resource, out var current) || !KnownResourceStates.TerminalStates.Contains(current.Snapshot.State?.Text))
                {
                    return;
                }

                var result = await commands.ExecuteCommandAsync(resource, KnownResourceCommands.StartCommand, lifetime.ApplicationStopping);
                if (result.Success)
                {
                    return;
                }

                RestartFailed(name, result.Message);
                lock (pending)
                {
                    if (!pending.Add(resource))
                    {
                        return;
                    }

                    delay = state.StartFailed();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The application is stopping.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Resource crashed: {Resource}, exit code {ExitCode}; restarting in {Seconds} s")]
    private partial void ResourceCrashed(string resource, int? exitCode, double seconds);

    [LoggerMessage(LogLevel.Error, "Restart failed: {Resource}: {Problem}")]
    private partial void RestartFailed(string resource, string? problem);
}
