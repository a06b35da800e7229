using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.AppHost.Local;

/// <summary>What a test may do to a resource's processes, beside what Aspire offers.</summary>
public static class ResourceProcessExtensions
{
    /// <summary>The processes of a resource that run now: one a replica, without their children.</summary>
    /// <param name="app">The application.</param>
    /// <param name="resourceName">The resource's name, or one replica's id.</param>
    /// <returns>The process ids.</returns>
    public static IReadOnlyList<int> GetProcessIds(this DistributedApplication app, string resourceName) =>
        [.. Find(app, resourceName).Select(instance => instance.ProcessId).OfType<int>()];

    /// <summary>Kills one process of a resource (SIGKILL), as a crash would; it is started again.</summary>
    /// <param name="app">The application.</param>
    /// <param name="resourceName">The resource's name (with replicas: the first that runs), or one replica's id.</param>
    /// <returns>The id of the process that was killed.</returns>
    /// <exception cref="InvalidOperationException">None runs.</exception>
    public static int KillProcess(this DistributedApplication app, string resourceName) =>
        Find(app, resourceName).FirstOrDefault(instance => instance.ProcessId is not null)?.Kill()
        ?? throw new InvalidOperationException($"No process of '{resourceName}' runs.");

    /// <summary>The last lines that a resource wrote, at most 1,000 for each replica.</summary>
    /// <param name="app">The application.</param>
    /// <param name="resourceName">The resource's name, or one replica's id.</param>
    /// <returns>The lines.</returns>
    public static IReadOnlyList<LogLine> GetLogLines(this DistributedApplication app, string resourceName) =>
        [.. Find(app, resourceName).SelectMany(instance => instance.Log.Lines())];

    private static IReadOnlyList<ResourceInstance> Find(DistributedApplication app, string name) =>
        app.Services.GetRequiredService<ApplicationRunner>().Find(name) is { Count: > 0 } instances
            ? instances
            : throw new ArgumentException($"There is no resource '{name}' with processes, or the application has not started.", nameof(name));
}
