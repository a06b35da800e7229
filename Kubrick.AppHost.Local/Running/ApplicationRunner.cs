using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kubrick.AppHost.Local;

/// <summary>Runs the application: takes the data folder and the ports, starts every resource, and stops them in order.</summary>
internal sealed partial class ApplicationRunner(
    IResourceCollection resources,
    DataFolder folders,
    ResourceEnvironment environment,
    ResourceNotificationService notifications,
    ResourceLogs logs,
    RunOutput output,
    ILogger<ApplicationRunner> logger,
    TimeProvider time) : IHostedService, IAsyncDisposable
{
    private readonly CancellationTokenSource _force = new();
    private readonly PortReservations _ports = new();
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) });
    private readonly List<ResourceInstance> _instances = [];
    private DataFolderLock? _lock;
    private Guard? _guard;
    private bool _disposed;

    /// <summary>Marks every process of this run.</summary>
    public string RunId { get; } = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    /// <summary>The processes of a resource, by its name or by one replica's id; none before the start.</summary>
    public IReadOnlyList<ResourceInstance> Find(string nameOrId)
    {
        var byName = _instances.Where(instance => Is(instance.Resource.Name)).ToList();
        return byName.Count > 0 ? byName : [.. _instances.Where(instance => Is(instance.Id))];

        bool Is(string name) => string.Equals(name, nameOrId, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>From now on, nothing is given time to end by itself.</summary>
    public void Force() => _force.Cancel();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new DistributedApplicationException("The local runner needs Linux; elsewhere, build with UseAspire=true and a container engine.");
        }

        var runnable = resources.Where(ResourceIds.HasProcesses).ToList();
        Validate(runnable);
        _lock = DataFolderLock.Take(folders);
        _guard = new Guard(folders, RunId, logger);
        await _guard.StartAsync(cancellationToken);
        ClearEarlierRun();
        AllocatePorts(runnable);
        var run = new RunContext(
            RunId, folders, _guard, _ports, environment, notifications, _http, Children(), logger, time, _force.Token);
        foreach (var resource in runnable)
        {
            for (var replica = 0; replica < ResourceIds.Replicas(resource); replica++)
            {
                _instances.Add(CreateInstance(resource, replica, run, runnable));
            }
        }

        foreach (var instance in _instances)
        {
            await instance.StartAsync(cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var started = _instances.Select(instance => instance.Resource).Distinct().ToList();
        foreach (var group in StopOrder.Of(started))
        {
            await Task.WhenAll(_instances.Where(instance => group.Contains(instance.Resource)).Select(instance => instance.StopAsync(CancellationToken.None)));
        }

        if (_guard is not null)
        {
            SupervisedProcess.KillMarked($"{RunId}/", whole: false);
            await _guard.DisposeAsync();
            _guard = null;
        }

        Release();
    }

    /// <summary>The container calls it twice: it knows the runner also as a hosted service.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await StopAsync(CancellationToken.None);
        foreach (var client in resources.SelectMany(resource => resource.Annotations.OfType<HealthCheckAnnotation>()).Select(check => check.Client).OfType<IAsyncDisposable>())
        {
            await client.DisposeAsync();
        }

        _instances.ForEach(instance => instance.Dispose());
        _http.Dispose();
        _force.Dispose();
    }

    private static void Validate(List<IResource> runnable)
    {
        StopOrder.RejectCircles(runnable);
        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var id in runnable.SelectMany(resource => ResourceIds.Of(resource)))
        {
            if (!ids.Add(id))
            {
                throw new DistributedApplicationException($"A replica and another resource would both be called '{id}'.");
            }
        }
    }

    private ILookup<IResource, IResource> Children() => resources.OfType<IResourceWithParent>().ToLookup(child => child.Parent, IResource (child) => child);

    private ResourceInstance CreateInstance(IResource resource, int replica, RunContext run, List<IResource> runnable)
    {
        var id = ResourceIds.Of(resource, replica);
        var log = new ResourceLog(id, new RotatingFile(Path.Combine(folders.Logs, $"{id}.log")), output.Console, time);
        logs.Add(resource.Name, id, log);
        var runsOnce = runnable.SelectMany(other => other.Annotations.OfType<WaitAnnotation>())
            .Any(wait => wait.WaitType == WaitType.Completion && wait.Resource == resource);
        return new ResourceInstance(resource, replica, run, log, token => Dependencies.WaitAsync(resource, notifications, token), runsOnce);
    }

    /// <summary>What a run left that was killed together with its guard.</summary>
    private void ClearEarlierRun()
    {
        var mark = Path.Combine(folders.Path, "run");
        if (File.Exists(mark) && File.ReadAllText(mark).Trim() is { Length: 32 } earlier
            && SupervisedProcess.KillMarked($"{earlier}/", whole: false) is > 0 and var killed)
        {
            LogLeftovers(killed);
        }

        File.WriteAllText(mark, RunId);
        File.Delete(folders.AddressFile);
        if (folders.IsEphemeral)
        {
            // Says to the guard that the folder may be removed.
            File.WriteAllText(Path.Combine(folders.Path, ".ephemeral"), "");
        }

        Remove(folders.TemporaryRoot);
    }

    private void AllocatePorts(List<IResource> runnable)
    {
        // The ports that were asked for come first: a free one might be one of them.
        var endpoints = runnable.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => (resource, endpoint)))
            .OrderBy(pair => pair.endpoint.FixedPort is null).ToList();
        foreach (var (resource, endpoint) in endpoints)
        {
            try
            {
                endpoint.Allocate([.. Enumerable.Range(0, ResourceIds.Replicas(resource))
                    .Select(replica => replica == 0 && endpoint.FixedPort is { } port ? _ports.Reserve(port) : _ports.Reserve())]);
            }
            catch (LaunchException error)
            {
                throw new DistributedApplicationException($"The endpoint '{endpoint.Name}' of '{resource.Name}' cannot be had: {error.Message}", error);
            }
        }
    }

    private void Release()
    {
        foreach (var instance in _instances)
        {
            instance.Log.Dispose();
        }

        _ports.Dispose();
        if (_lock is not null)
        {
            File.Delete(folders.AddressFile);
            Remove(folders.IsEphemeral ? folders.Path : folders.TemporaryRoot);
            _lock.Dispose();
            _lock = null;
        }
    }

    private void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(folder, error.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Ended {Count} processes that an earlier run had left.")]
    private partial void LogLeftovers(int count);

    [LoggerMessage(LogLevel.Warning, "{Folder} could not be removed: {Reason}")]
    private partial void LogNotRemoved(string folder, string reason);
}
