using System.Runtime.CompilerServices;
using Kubrick.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What the resources wrote.</summary>
public sealed class ResourceLoggerService
{
    private readonly ResourceLogs _logs;

    internal ResourceLoggerService(ResourceLogs logs) => _logs = logs;

    /// <summary>The lines so far, at most the last 1,000.</summary>
    /// <param name="resourceName">The resource's name, or a replica's id.</param>
    /// <returns>The lines.</returns>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        await Task.CompletedTask;
        foreach (var log in _logs.Of(resourceName))
        {
            yield return log.Lines();
        }
    }

    /// <summary>The lines so far and those to come, until the application stops. A watcher that is slow misses the oldest.</summary>
    /// <param name="resourceName">The resource's name (with replicas: the first one), or a replica's id.</param>
    /// <returns>The lines.</returns>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => WatchOneAsync(resourceName, CancellationToken.None);

    private async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchOneAsync(string resourceName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in _logs.Of(resourceName)[0].WatchAsync(cancellationToken))
        {
            yield return [line];
        }
    }
}
