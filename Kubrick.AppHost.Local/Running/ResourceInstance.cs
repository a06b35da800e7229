using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Kubrick.AppHost.Local;

/// <summary>One replica of a resource: waits for what it needs, runs its process, starts it again when it crashes, stops it.</summary>
internal sealed partial class ResourceInstance(
    IResource resource, int replica, RunContext run, ResourceLog log, Func<CancellationToken, Task> dependencies, bool runsOnce)
    : IDisposable
{
    /// <summary>A program that cannot run here, as in sysexits.h: it says in its last line what is missing, and starting it again is no use.</summary>
    private const int ExitUnavailable = 69;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    // A server writes out what it holds before it ends.
    private static readonly TimeSpan ServerGrace = TimeSpan.FromSeconds(40);

    private readonly ILogger _logger = run.Logger;
    private readonly SemaphoreSlim _commands = new(1, 1);
    private CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private volatile SupervisedProcess? _process;

    public IResource Resource { get; } = resource;

    public string Id { get; } = ResourceIds.Of(resource, replica);

    public ResourceLog Log { get; } = log;

    /// <summary>The process, while there is one.</summary>
    public int? ProcessId => _process is { Exited.IsCompleted: false } process ? process.Id : null;

    /// <summary>Starts it, if it does not run, and returns at once.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _commands.WaitAsync(cancellationToken);
        try
        {
            if (_loop.IsCompleted)
            {
                _stop.Dispose();
                _stop = new CancellationTokenSource();
                _loop = SuperviseAsync(_stop.Token);
            }
        }
        finally
        {
            _commands.Release();
        }
    }

    /// <summary>Stops it, and returns when nothing of it is left.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _commands.WaitAsync(cancellationToken);
        try
        {
            await _stop.CancelAsync();
            await _loop;
        }
        finally
        {
            _commands.Release();
        }
    }

    /// <summary>SIGKILL to its process; it is then started again as after any crash.</summary>
    /// <returns>The process, or null if there was none.</returns>
    public int? Kill()
    {
        var process = _process;
        process?.Kill();
        return process?.Id;
    }

    /// <summary>To be called when it is stopped.</summary>
    public void Dispose()
    {
        _stop.Dispose();
        _commands.Dispose();
        Log.Dispose();
    }

    private async Task SuperviseAsync(CancellationToken stop)
    {
        await Task.Yield();
        try
        {
            Publish(snapshot => Fresh(snapshot, KnownResourceStates.Waiting));
            await dependencies(stop);
            var restarts = new RestartPolicy();
            while (await RunOnceAsync(restarts, stop) is { } delay)
            {
                await Task.Delay(delay, run.Time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Publish(snapshot => snapshot with { State = KnownResourceStates.Exited, HealthStatus = null, StopTimeStamp = Now() });
        }
        catch (Exception error)
        {
            Fail(error is LaunchException or Aspire.Hosting.DistributedApplicationException ? error.Message : error.ToString());
        }
    }

    /// <returns>How long to wait before the next start; null if there is none.</returns>
    private async Task<TimeSpan?> RunOnceAsync(RestartPolicy restarts, CancellationToken stop)
    {
        Publish(snapshot => snapshot with { State = KnownResourceStates.Starting, HealthStatus = null });
        var start = await run.PrepareAsync(Resource, replica, Id, stop);
        using var process = SupervisedProcess.Start(start, Log.Add, run.Time);
        _process = process;
        run.Guard.Add(process);
        var monitor = new HealthMonitor(
            [.. Resource.Annotations.OfType<HealthCheckAnnotation>()],
            new HealthCheckTarget(replica, run.Http),
            status => Publish(snapshot => snapshot with { HealthStatus = status }),
            run.Time);
        Publish(snapshot => snapshot with
        {
            State = KnownResourceStates.Running,
            StartTimeStamp = Now(),
            StopTimeStamp = null,
            Properties = [new("executable.pid", process.Id), new("kubrick.crashes", restarts.Crashes)],
        });

        int exitCode;
        var healthyFor = TimeSpan.Zero;
        using var running = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var monitoring = monitor.RunAsync(running.Token);
        try
        {
            exitCode = await process.Exited.WaitAsync(stop);
            healthyFor = monitor.HealthyFor;
        }
        catch (OperationCanceledException)
        {
            Publish(snapshot => snapshot with { State = KnownResourceStates.Stopping, HealthStatus = null });
            var grace = Resource is ContainerResource ? ServerGrace : Grace;
            if (!await process.StopAsync(grace, run.Force))
            {
                LogKilled(Id, run.Force.IsCancellationRequested ? "at once" : $"after {grace.TotalSeconds:0} s");
            }

            exitCode = await process.Exited;
            Publish(snapshot => snapshot with { ExitCode = exitCode });
            throw;
        }
        finally
        {
            await running.CancelAsync();
            await monitoring;
            await process.EndLeftoversAsync(run.Force);
            await process.DrainedAsync();
            run.Guard.Remove(process);
            _process = null;
        }

        return Ended(exitCode, healthyFor, restarts);
    }

    private TimeSpan? Ended(int exitCode, TimeSpan healthyFor, RestartPolicy restarts)
    {
        if (exitCode == ExitUnavailable)
        {
            Fail(Log.Lines().LastOrDefault(line => line.IsErrorMessage).Content ?? "It is not available on this machine.", exitCode);
            return null;
        }

        var finishes = runsOnce || (exitCode == 0 && Resource is ExecutableResource && !Resource.Annotations.OfType<EndpointAnnotation>().Any());
        if (finishes)
        {
            Publish(snapshot => snapshot with { State = KnownResourceStates.Finished, ExitCode = exitCode, HealthStatus = null, StopTimeStamp = Now() });
            return null;
        }

        var delay = restarts.Crashed(healthyFor);
        Publish(snapshot => snapshot with
        {
            State = restarts.IsLoop ? new ResourceStateSnapshot(LocalResourceStates.CrashLoop, "error") : new ResourceStateSnapshot(LocalResourceStates.Restarting, "warning"),
            ExitCode = exitCode,
            HealthStatus = null,
            StopTimeStamp = Now(),
            Properties = [new("kubrick.crashes", restarts.Crashes)],
        });
        if (restarts.IsLoop)
        {
            var last = string.Join("\n    ", Log.Lines().TakeLast(10).Select(line => line.Content));
            LogCrashLoop(Id, restarts.Crashes, exitCode, delay.TotalSeconds, last.Length == 0 ? "(it wrote nothing)" : $"its last lines:\n    {last}");
        }
        else
        {
            LogCrashed(Id, exitCode, delay == TimeSpan.Zero ? "at once" : $"in {delay.TotalSeconds:0} s");
        }

        return delay;
    }

    private void Fail(string reason, int? exitCode = null)
    {
        Publish(snapshot => snapshot with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, "error"),
            ExitCode = exitCode,
            HealthStatus = null,
            Properties = [new("kubrick.failure", reason)],
        });
        LogFailed(Id, reason);
    }

    private static CustomResourceSnapshot Fresh(CustomResourceSnapshot snapshot, string state) =>
        new() { ResourceType = snapshot.ResourceType, State = state };

    private DateTime Now() => run.Time.GetUtcNow().UtcDateTime;

    private void Publish(Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        run.Notifications.Publish(Resource, Id, change);
        foreach (var child in run.ChildrenOf(Resource))
        {
            // A database is as its server is; only the kind differs.
            run.Notifications.Publish(child, child.Name, snapshot => change(snapshot));
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Resource} crashed with exit code {ExitCode}; starting it again {When}.")]
    private partial void LogCrashed(string resource, int exitCode, string when);

    [LoggerMessage(LogLevel.Error, "{Resource} is in a crash loop: {Crashes} crashes in a row, the last with exit code {ExitCode}; next start in {Seconds} s; {LastLines}")]
    private partial void LogCrashLoop(string resource, int crashes, int exitCode, double seconds, string lastLines);

    [LoggerMessage(LogLevel.Error, "{Resource} cannot run: {Reason}")]
    private partial void LogFailed(string resource, string reason);

    [LoggerMessage(LogLevel.Warning, "{Resource} did not end on SIGTERM; killed {When}.")]
    private partial void LogKilled(string resource, string when);
}
