using Kubrick.AppHost.Ports;
using Kubrick.AppHost.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.AppHost.Running;

/// <summary>What a run of the application needs beside its resources.</summary>
internal static class RunExtensions
{
    /// <summary>The variable that tells Aspire's orchestrator where to keep its state: by default all runs of a user share one folder.</summary>
    private const string OrchestratorState = "DCP_STATE_STORE_PATH";

    /// <summary>Adds what a run needs: ports, restarts, a folder for the orchestrator's state. A manifest needs none of it.</summary>
    public static void AddRun(this IDistributedApplicationBuilder builder, PortBlock ports)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable(OrchestratorState) is null)
        {
            // The orchestrator makes the last folder itself: one that others may read it refuses, without a word.
            Directory.CreateDirectory(builder.DataFolder());
            Environment.SetEnvironmentVariable(OrchestratorState, Path.Combine(builder.DataFolder(), "orchestrator", "state.sqlite3"));
        }

        // The AppHost ends when all that it started has ended, not before.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        builder.Services.AddSingleton(ports);
        builder.Services.AddSingleton<RestartPolicy>();
        builder.Services.AddSingleton<Announcement>();
        // Hosted services would start only after all resources have.
        builder.Eventing.Subscribe<BeforeStartEvent>((start, cancellationToken) =>
        {
            _ = start.Services.GetRequiredService<RestartPolicy>().WatchAsync();
            return Task.CompletedTask;
        });
    }

    /// <summary>Prints where the application is as soon as the first replica of <paramref name="service"/> is healthy.</summary>
    public static void Announce(this IDistributedApplicationBuilder builder, Replicas.Service service)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Eventing.Subscribe<BeforeStartEvent>((start, cancellationToken) =>
            {
                _ = start.Services.GetRequiredService<Announcement>().WatchAsync(service.Replicas[0].Resource.Name);
                return Task.CompletedTask;
            });
        }
    }

    /// <summary>A port that stays this application's own until it ends.</summary>
    public static int TakePort(this IDistributedApplicationBuilder builder) =>
        ((PortBlock)builder.Services.Single(service => service.ServiceType == typeof(PortBlock)).ImplementationInstance!).Next();

    /// <summary>Starts the resource again when it crashes. What was stopped on purpose stays stopped.</summary>
    public static IResourceBuilder<T> WithRestart<T>(this IResourceBuilder<T> resource)
        where T : IResource => resource.WithAnnotation(new RestartAnnotation(), ResourceAnnotationMutationBehavior.Replace);
}
