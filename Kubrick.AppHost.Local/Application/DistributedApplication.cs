using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Kubrick.AppHost.Local;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>An application: resources that are started in order, watched, and stopped in order.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    // A wrapper that passes Ctrl-C on delivers one key press twice.
    private static readonly TimeSpan SecondInterrupt = TimeSpan.FromSeconds(1);

    private readonly EntryPointInterceptor? _test;
    private long? _interrupted;
    private bool _disposed;

    internal DistributedApplication(IHost host, EntryPointInterceptor? test)
    {
        _host = host;
        _test = test;
    }

    /// <inheritdoc/>
    public IServiceProvider Services => _host.Services;

    /// <summary>How the resources are.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Stops and starts resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Begins to describe an application.</summary>
    /// <returns>The description.</returns>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Begins to describe an application.</summary>
    /// <param name="args">The command line arguments; they become configuration.</param>
    /// <returns>The description.</returns>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    /// <summary>Begins to describe an application.</summary>
    /// <param name="options">How it is built.</param>
    /// <returns>The description.</returns>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Runs the application until it is told to stop: by Ctrl-C, SIGTERM or SIGHUP. A second Ctrl-C gives nothing time to end by itself.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>
    /// Runs the application until it is told to stop. If it cannot start, one sentence on the standard error says why, and the
    /// exit code is 1.
    /// </summary>
    /// <param name="cancellationToken">Tells it to stop.</param>
    /// <returns>A task that ends when nothing is left of it.</returns>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (IsDrivenByTest)
        {
            await _test!.Disposed.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await using (this)
        {
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupted);
            using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupted);
            try
            {
                await StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (DistributedApplicationException error)
            {
                await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
                Environment.ExitCode = 1;
                return;
            }

            var stopping = Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            var announcing = Services.GetRequiredService<Announcement>().RunAsync(stopping);
            await _host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            await announcing.ConfigureAwait(false);
        }
    }

    /// <summary>Starts the application; resources that wait for others start later.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the first resources are being started.</returns>
    /// <exception cref="DistributedApplicationException">It cannot start; the message is one sentence.</exception>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) =>
        IsDrivenByTest ? _test!.Started.WaitAsync(cancellationToken) : StartHostAsync(cancellationToken);

    /// <summary>Stops the application: those that need others first.</summary>
    /// <param name="cancellationToken">Kept for the model's sake: every resource has a bounded time to end, so the stop is always waited for.</param>
    /// <returns>A task that ends when no process is left.</returns>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(CancellationToken.None);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the application if it runs, and lets go of all it holds.</summary>
    /// <returns>A task that ends when no process is left.</returns>
    public virtual async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await Services.GetRequiredService<ApplicationRunner>().StopAsync(CancellationToken.None).ConfigureAwait(false);
        await ((IAsyncDisposable)_host).DisposeAsync().ConfigureAwait(false);
        _test?.MarkDisposed();
        GC.SuppressFinalize(this);
    }

    // The AppHost's own code goes on after Build while a test holds the application: it must not start it a second time.
    private bool IsDrivenByTest => _test is not null && EntryPointInterceptor.Current == _test;

    private void Interrupted(PosixSignalContext context)
    {
        context.Cancel = true;
        var time = Services.GetRequiredService<TimeProvider>();
        if (_interrupted is not { } first)
        {
            _interrupted = time.GetTimestamp();
            Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }
        else if (time.GetElapsedTime(first) >= SecondInterrupt)
        {
            Services.GetRequiredService<ApplicationRunner>().Force();
        }
    }

    private async Task StartHostAsync(CancellationToken cancellationToken)
    {
        await _host.StartAsync(cancellationToken).ConfigureAwait(false);
        _test?.MarkStarted();
    }
}
