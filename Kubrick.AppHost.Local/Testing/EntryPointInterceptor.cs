using System.Reflection;
using Aspire.Hosting;
using Microsoft.Extensions.Hosting;

namespace Kubrick.AppHost.Local;

/// <summary>
/// Stands between an AppHost's own entry point and a test: the entry point runs as it is, on a thread of its own, and is held
/// where it calls Build until the test has changed what it likes.
/// </summary>
internal sealed class EntryPointInterceptor(
    Assembly assembly, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings>? configure)
{
    private static readonly AsyncLocal<EntryPointInterceptor?> CurrentLocal = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayBuild = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The interceptor on whose entry point the caller runs, if any.</summary>
    public static EntryPointInterceptor? Current => CurrentLocal.Value;

    public Assembly Assembly { get; } = assembly;

    /// <summary>Ends when the test has started the application.</summary>
    public Task Started => _started.Task;

    /// <summary>Ends when the test has no more use for the application.</summary>
    public Task Disposed => _disposed.Task;

    /// <summary>Runs the entry point up to Build.</summary>
    /// <exception cref="DistributedApplicationException">It ended without building an application.</exception>
    public async Task<DistributedApplicationBuilder> RunToBuildAsync(CancellationToken cancellationToken)
    {
        var entryPoint = Assembly.EntryPoint
            ?? throw new DistributedApplicationException($"{Assembly.GetName().Name} has no entry point: it is not an AppHost.");
        var thread = new Thread(() => Run(entryPoint)) { IsBackground = true, Name = $"{Assembly.GetName().Name} entry point" };
        thread.Start();
        return await _builder.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Lets the entry point go on through Build.</summary>
    public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _mayBuild.TrySetResult();
        return await _built.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the entry point: no application is wanted.</summary>
    public void Abandon()
    {
        _mayBuild.TrySetException(new EntryPointAbandonedException());
        MarkDisposed();
    }

    /// <summary>Called by the builder at its very beginning.</summary>
    public void Constructing(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        options.Args = [.. options.Args ?? [], .. args.Except(options.Args ?? [])];
        configure?.Invoke(options, settings);
    }

    /// <summary>Called by the builder at the beginning of Build; returns when the test wants the application.</summary>
    public void Building(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _mayBuild.Task.GetAwaiter().GetResult();
    }

    public void Built(DistributedApplication application) => _built.TrySetResult(application);

    public void MarkStarted() => _started.TrySetResult();

    public void MarkDisposed()
    {
        _started.TrySetCanceled();
        _disposed.TrySetResult();
    }

    private void Run(MethodInfo entryPoint)
    {
        CurrentLocal.Value = this;
        try
        {
            entryPoint.Invoke(null, BindingFlags.DoNotWrapExceptions, null, entryPoint.GetParameters().Length == 0 ? null : [args], null);
            Fail(new DistributedApplicationException($"The entry point of {Assembly.GetName().Name} ended without building an application."));
        }
        catch (Exception error) when (error is EntryPointAbandonedException or OperationCanceledException)
        {
            Fail(error);
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    // Without effect where the one it is for has had its answer.
    private void Fail(Exception error)
    {
        _builder.TrySetException(error);
        _built.TrySetException(error);
    }

    private sealed class EntryPointAbandonedException : Exception;
}
