using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Kubrick.AppHost.Local;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>How the resources are, and waiting until they are as one wants them.</summary>
public sealed class ResourceNotificationService
{
    private readonly IResourceCollection _resources;
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private readonly List<Waiter> _waiters = [];
    private readonly Lock _gate = new();

    internal ResourceNotificationService(IResourceCollection resources) => _resources = resources;

    /// <summary>The state of a replica.</summary>
    /// <param name="resourceId">The replica's id, which is the resource's name where there is only one.</param>
    /// <param name="resourceEvent">Its last change.</param>
    /// <returns>Whether anything is known of it.</returns>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_gate)
        {
            return _current.TryGetValue(resourceId, out resourceEvent);
        }
    }

    /// <summary>The present state of every replica, then every change, until the caller stops.</summary>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The changes.</returns>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>();
        lock (_gate)
        {
            foreach (var known in _current.Values)
            {
                channel.Writer.TryWrite(known);
            }

            _watchers.Add(channel);
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(channel);
            }
        }
    }

    /// <summary>Waits until a replica of a resource is in a state.</summary>
    /// <param name="resourceName">The resource's name.</param>
    /// <param name="targetState">The state; <see cref="KnownResourceStates.Running"/> unless given.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when it is.</returns>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until a replica of a resource is in one of several states.</summary>
    /// <param name="resourceName">The resource's name.</param>
    /// <param name="targetStates">The states.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The state it is in.</returns>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var wanted = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var reached = await WaitForResourceAsync(
            resourceName, change => change.Snapshot.State is { } state && wanted.Contains(state.Text), cancellationToken).ConfigureAwait(false);
        return reached.Snapshot.State!.Text;
    }

    /// <summary>Waits for a change of a resource; its present state counts.</summary>
    /// <param name="resourceName">The resource's name.</param>
    /// <param name="predicate">Whether it is the change one waits for. Called while changes are held back: it must be quick.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The change.</returns>
    /// <exception cref="DistributedApplicationException">There is no such resource.</exception>
    public Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        var resource = Find(resourceName);
        return WaitAsync(() => StatesOf(resource).FirstOrDefault(predicate), cancellationToken);
    }

    /// <summary>
    /// Waits until all replicas of a resource are healthy (running, where it has no health check). If one cannot run, the wait ends
    /// with the sentence that says why.
    /// </summary>
    /// <param name="resourceName">The resource's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The first replica's state.</returns>
    /// <exception cref="DistributedApplicationException">The resource cannot run, or there is none of that name.</exception>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, WaitBehavior.StopOnResourceUnavailable, cancellationToken);

    /// <summary>Waits until all replicas of a resource are healthy (running, where it has no health check).</summary>
    /// <param name="resourceName">The resource's name.</param>
    /// <param name="waitBehavior">Whether the wait goes on when the resource cannot run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The first replica's state.</returns>
    /// <exception cref="DistributedApplicationException">The resource cannot run, or there is none of that name.</exception>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var resource = Find(resourceName);
        return WaitForAllAsync(
            resource,
            snapshot => snapshot.HealthStatus == HealthStatus.Healthy && snapshot.State?.Text == KnownResourceStates.Running,
            waitBehavior,
            cancellationToken);
    }

    internal async Task<ResourceEvent> WaitForAllAsync(
        IResource resource, Func<CustomResourceSnapshot, bool> reached, WaitBehavior waitBehavior, CancellationToken cancellationToken)
    {
        var replicas = ResourceIds.Replicas(resource);
        return await WaitAsync(
            () =>
            {
                var states = StatesOf(resource).ToList();
                if (waitBehavior == WaitBehavior.StopOnResourceUnavailable
                    && states.FirstOrDefault(state => state.Snapshot.State?.Text == KnownResourceStates.FailedToStart) is { } failed)
                {
                    throw new DistributedApplicationException($"The resource '{failed.ResourceId}' cannot run: {failed.Snapshot.Failure}");
                }

                return states.Count == replicas && states.TrueForAll(state => reached(state.Snapshot)) ? states[0] : null;
            },
            cancellationToken).ConfigureAwait(false);
    }

    internal void Publish(IResource resource, string id, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        lock (_gate)
        {
            var before = _current.TryGetValue(id, out var last) ? last.Snapshot : new CustomResourceSnapshot { ResourceType = KindOf(resource) };
            var after = change(before);
            if (last is not null && after == before)
            {
                return;
            }

            var published = new ResourceEvent(resource, id, after);
            _current[id] = published;
            _watchers.ForEach(watcher => watcher.Writer.TryWrite(published));
            _waiters.RemoveAll(waiter => waiter.Check());
        }
    }

    private static string KindOf(IResource resource) =>
        resource.GetType().Name is var name && name.EndsWith("Resource", StringComparison.Ordinal) ? name[..^"Resource".Length] : resource.GetType().Name;

    private IResource Find(string name) =>
        _resources.FirstOrDefault(resource => string.Equals(resource.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new DistributedApplicationException($"There is no resource named '{name}'.");

    private IEnumerable<ResourceEvent> StatesOf(IResource resource) =>
        ResourceIds.Of(resource).Select(id => _current.GetValueOrDefault(id)).OfType<ResourceEvent>();

    private async Task<ResourceEvent> WaitAsync(Func<ResourceEvent?> probe, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(probe);
        lock (_gate)
        {
            if (!waiter.Check())
            {
                _waiters.Add(waiter);
            }
        }

        try
        {
            return await waiter.Reached.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    private sealed class Waiter(Func<ResourceEvent?> probe)
    {
        public TaskCompletionSource<ResourceEvent> Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Check()
        {
            try
            {
                return probe() is { } reached && Reached.TrySetResult(reached);
            }
            catch (Exception error)
            {
                return Reached.TrySetException(error);
            }
        }
    }
}
