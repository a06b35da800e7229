using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Kubrick.RunningSystem;

/// <summary>The whole system, started from the AppHost like users and operators start it. Its data is deleted when it is disposed.</summary>
/// <param name="arguments">Settings of the AppHost, as <c>--Name:Of:Setting=value</c>.</param>
public class KubrickSystem(params string[] arguments) : IAsyncLifetime
{
    private const string ProviderArgument = "--Storage:Provider=";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(1);

    // Concurrent starts on few cores only slow each other down.
    private static readonly SemaphoreSlim Starts = new(1, 1);

    private static readonly string[] Quiet = ["--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks=None", "--Logging:LogLevel:Aspire.Hosting.Dcp=Error"];

    // Set by `./kubrick test containers`: further arguments that choose the kinds of the servers.
    private static readonly string[] Servers = (Environment.GetEnvironmentVariable("KUBRICK_TEST_SERVERS") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("kubrick-system-");
    private SystemProcesses? processes;

    /// <summary>The running application.</summary>
    public DistributedApplication App { get; private set; } = null!;

    /// <summary>A client of the gateway.</summary>
    public HttpClient Gateway { get; private set; } = null!;

    /// <summary>The storage provider.</summary>
    public string Provider { get; } = arguments.LastOrDefault(argument => argument.StartsWith(ProviderArgument, StringComparison.Ordinal))?[ProviderArgument.Length..] ?? "local";

    /// <summary>The processes of the services and servers.</summary>
    public SystemProcesses Processes => processes!;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        await Starts.WaitAsync();
        try
        {
            // Without the time in which others started.
            using var timeout = new CancellationTokenSource(StartTimeout);
            // Gives the orchestrator a state of its own; by default all systems of a user share one. Read when the orchestrator starts.
            Environment.SetEnvironmentVariable("DCP_STATE_STORE_PATH", Path.Combine(data.FullName, "orchestrator", "state.sqlite3"));
            var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Kubrick_AppHost>(
                [.. Quiet, "--RateLimits:Enabled=false", $"--Kubrick:DataFolder={data.FullName}", "--Kubrick:IsEphemeral=true", .. Servers, .. arguments], timeout.Token);
            App = await builder.BuildAsync(timeout.Token);
            processes = new SystemProcesses(App.ResourceNotifications);
            await App.StartAsync(timeout.Token);
            await App.ResourceNotifications.WaitForResourceHealthyAsync("gateway", timeout.Token);
            Gateway = App.CreateHttpClient("gateway", "http");
        }
        finally
        {
            Starts.Release();
        }
    }

    /// <summary>Starts a system outside of a test fixture.</summary>
    public static async Task<KubrickSystem> StartAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var system = new KubrickSystem(arguments);
        try
        {
            await system.InitializeAsync().AsTask().WaitAsync(cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates a client that sends requests directly to a service, or to its first replica.</summary>
    public HttpClient Client(string service)
    {
        var names = App.Services.GetRequiredService<DistributedApplicationModel>().Resources.Select(resource => resource.Name);
        return App.CreateHttpClient(names.Contains(service) ? service : $"{service}-1", "http");
    }

    /// <summary>The connection string of a server.</summary>
    public async Task<string> ConnectionStringAsync(string name, CancellationToken cancellationToken) => (await App.GetConnectionStringAsync(name, cancellationToken))!;

    /// <summary>Stops a resource with the dashboard's command; returns when it has stopped. It is not restarted.</summary>
    public Task StopAsync(string resource, CancellationToken cancellationToken) => CommandAsync(resource, KnownResourceCommands.StopCommand, cancellationToken);

    /// <summary>Starts a stopped resource.</summary>
    public Task StartAsync(string resource, CancellationToken cancellationToken) => CommandAsync(resource, KnownResourceCommands.StartCommand, cancellationToken);

    /// <summary>Runs a command of the dashboard.</summary>
    /// <exception cref="InvalidOperationException">The command failed.</exception>
    public async Task CommandAsync(string resource, string command, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StopTimeout);
        var result = await App.ResourceCommands.ExecuteCommandAsync(resource, command, timeout.Token);
        if (!result.Success)
        {
            throw new InvalidOperationException($"Command '{command}' failed on {resource}: {result.Message}");
        }
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Gateway?.Dispose();
        if (App is not null)
        {
            await App.DisposeAsync();
        }

        if (processes is not null)
        {
            await processes.DisposeAsync();
        }

        data.Delete(recursive: true);
    }
}
