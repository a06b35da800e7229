using Kubrick.AppHost.Ports;
using Kubrick.AppHost.Replicas;
using Kubrick.AppHost.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.AppHost.Running;

/// <summary>Configures a run of the application: ports, restarts, announcement, orchestrator state.</summary>
internal static class RunExtensions
{
    /// <summary>The variable for the state file of Aspire's orchestrator; by default all runs of a user share one folder.</summary>
    private const string OrchestratorState = "DCP_STATE_STORE_PATH";

    /// <summary>Adds ports, restarts and a folder for the orchestrator's state. Does nothing in publish mode.</summary>
    public static void AddRun(this IDistributedApplicationBuilder builder, PortBlock ports)
    {
        builder.RejectUnknownNames("Servers", ServerSettings.Names);
        builder.RejectUnknownNames("Replicas", ServiceExtensions.Names);
        if (builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        // The container disposes what a factory has created; the handler below has it created.
        var folderLock = DataFolderLock.Take(builder.DataFolder());
        builder.Services.AddSingleton(_ => folderLock);
        if (builder.GatewayPort() is { } port && !PortBlock.IsFree(port))
        {
            throw new DistributedApplicationException($"Port {port} is in use; choose another one (PORT).");
        }

        if (Environment.GetEnvironmentVariable(OrchestratorState) is null)
        {
            // The orchestrator creates the last folder itself: it silently rejects an existing folder that other users can read.
            Environment.SetEnvironmentVariable(OrchestratorState, Path.Combine(builder.DataFolder(), "orchestrator", "state.sqlite3"));
        }

        // The AppHost exits only after all processes that it started have exited.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        builder.Services.AddSingleton(ports);
        builder.Services.AddSingleton<RestartPolicy>();
        builder.Services.AddSingleton<Announcement>();
        // A hosted service would start only after all resources.
        builder.Eventing.Subscribe<BeforeStartEvent>((start, cancellationToken) =>
        {
            _ = start.Services.GetRequiredService<DataFolderLock>();
            _ = start.Services.GetRequiredService<RestartPolicy>().WatchAsync();
            return Task.CompletedTask;
        });
    }

    /// <summary>Prints the application's address when <paramref name="service"/> is healthy.</summary>
    public static void Announce(this IDistributedApplicationBuilder builder, IResourceBuilder<IResource> service)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Eventing.Subscribe<BeforeStartEvent>((start, cancellationToken) =>
            {
                _ = start.Services.GetRequiredService<Announcement>().WatchAsync(service.Resource.Name);
                return Task.CompletedTask;
            });
        }
    }

    /// <summary>Restarts the resource after a crash. A resource that was stopped deliberately stays stopped.</summary>
    public static IResourceBuilder<T> WithRestart<T>(this IResourceBuilder<T> resource)
        where T : IResource => resource.WithAnnotation(new RestartAnnotation(), ResourceAnnotationMutationBehavior.Replace);
}
