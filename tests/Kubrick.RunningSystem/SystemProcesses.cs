using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Kubrick.RunningSystem;

/// <summary>The processes of a running system, by the names of its services and servers.</summary>
public sealed class SystemProcesses : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (IResource Resource, int Process)> running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();
    private readonly Task watching;

    internal SystemProcesses(ResourceNotificationService notifications) => watching = WatchAsync(notifications);

    /// <summary>The processes of all replicas of a service, or the script of a server; without those that ended.</summary>
    /// <param name="name">The name of a service or a server.</param>
    public IReadOnlyList<int> Of(string name) =>
    [
        .. running.Values
            .Where(entry => entry.Resource.Name == name || IsReplica(entry.Resource.Name, name))
            .OrderBy(entry => entry.Resource.Name, StringComparer.Ordinal)
            .Select(entry => entry.Process)
            .Where(process => File.Exists($"/proc/{process}/stat")),
    ];

    /// <summary>The resource that a process belongs to: <c>transcoder-2</c>.</summary>
    /// <exception cref="InvalidOperationException">It belongs to none that runs.</exception>
    public string NameOf(int process) => running.Values.Select(entry => entry.Resource.Name).First(name => Of(name).Contains(process));

    /// <summary>Kills the processes of a service or a server, without a chance to say goodbye.</summary>
    public void Kill(string name)
    {
        foreach (var id in Of(name))
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        stop.Dispose();
    }

    private static bool IsReplica(string resource, string service) =>
        resource.StartsWith(service + "-", StringComparison.Ordinal) && int.TryParse(resource.AsSpan(service.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private async Task WatchAsync(ResourceNotificationService notifications)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stop.Token))
            {
                var process = change.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value;
                if (change.Snapshot.State?.Text == KnownResourceStates.Running && Convert.ToInt32(process, CultureInfo.InvariantCulture) is > 0 and var id)
                {
                    running[change.ResourceId] = (change.Resource, id);
                }
                else
                {
                    running.TryRemove(change.ResourceId, out _);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The system stops.
        }
    }
}
