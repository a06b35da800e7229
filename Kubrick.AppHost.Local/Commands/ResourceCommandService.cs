using Kubrick.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Stops and starts resources while the application runs.</summary>
public sealed class ResourceCommandService
{
    private readonly ApplicationRunner _runner;

    internal ResourceCommandService(ApplicationRunner runner) => _runner = runner;

    /// <summary>Carries out a command on a resource.</summary>
    /// <param name="resourceId">The resource's name (all its replicas), or one replica's id.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>; the older names <c>resource-start</c>… are understood too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What became of it; a resource that is stopped has no process left.</returns>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        var instances = _runner.Find(resourceId);
        if (instances.Count == 0)
        {
            return Failure($"There is no resource '{resourceId}' with processes, or the application has not started.");
        }

        try
        {
            foreach (var instance in instances)
            {
                switch (commandName)
                {
                    case "start" or "resource-start":
                        await instance.StartAsync(cancellationToken).ConfigureAwait(false);
                        break;
                    case "stop" or "resource-stop":
                        await instance.StopAsync(cancellationToken).ConfigureAwait(false);
                        break;
                    case "restart" or "resource-restart":
                        await instance.StopAsync(cancellationToken).ConfigureAwait(false);
                        await instance.StartAsync(cancellationToken).ConfigureAwait(false);
                        break;
                    default:
                        return Failure($"There is no command '{commandName}'.");
                }
            }

            return new ExecuteCommandResult { Success = true };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ExecuteCommandResult { Success = false, Canceled = true };
        }
    }

    /// <summary>Carries out a command on a resource.</summary>
    /// <param name="resource">The resource: all its replicas.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What became of it.</returns>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resource.Name, commandName, cancellationToken);

    private static ExecuteCommandResult Failure(string message) => new() { Success = false, ErrorMessage = message };
}
