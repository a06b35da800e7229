using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Kubrick.AppHost.Local;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Describes an application that the local runner runs.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder, ILocalBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly EntryPointInterceptor? _test;
    private readonly bool _shows;

    /// <summary>Begins with command line arguments.</summary>
    /// <param name="args">The arguments; they become configuration.</param>
    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    /// <summary>Begins with options.</summary>
    /// <param name="options">The options.</param>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
        : this(options, isTest: EntryPointInterceptor.Current is not null)
    {
    }

    internal DistributedApplicationBuilder(DistributedApplicationOptions options, bool isTest)
    {
        ArgumentNullException.ThrowIfNull(options);
        _test = EntryPointInterceptor.Current;
        var settings = new HostApplicationBuilderSettings { Args = options.Args };
        _test?.Constructing(options, settings);
        var location = AppHostLocation.Of(options);
        settings.Args = options.Args ?? settings.Args;
        settings.ContentRootPath ??= location.Directory;
        settings.ApplicationName ??= location.Assembly?.GetName().Name;
        settings.EnvironmentName ??= System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
            ?? System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environments.Development;
        _host = new HostApplicationBuilder(settings);
        _shows = !isTest || options.EnableResourceLogging;
        AppHostAssembly = location.Assembly;
        AppHostDirectory = location.Directory;
        Folders = DataFolderSettings.Resolve(_host.Configuration, location, isTest);
        AddServices();
    }

    /// <inheritdoc/>
    public ConfigurationManager Configuration => _host.Configuration;

    /// <inheritdoc/>
    public string AppHostDirectory { get; }

    /// <inheritdoc/>
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc/>
    public IHostEnvironment Environment => _host.Environment;

    /// <inheritdoc/>
    public IServiceCollection Services => _host.Services;

    /// <inheritdoc/>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(DistributedApplicationOperation.Run);

    /// <inheritdoc/>
    public IResourceCollection Resources { get; } = new ResourceCollection();

    internal DataFolder Folders { get; }

    DataFolder ILocalBuilder.Folders => Folders;

    /// <inheritdoc/>
    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc/>
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    /// <inheritdoc/>
    public DistributedApplication Build()
    {
        _test?.Building(this);
        var application = new DistributedApplication(_host.Build(), _test);
        _test?.Built(application);
        return application;
    }

    private void AddServices()
    {
        _host.Logging.ClearProviders();
        Services.AddSingleton<ILoggerProvider>(services => new HostLoggerProvider(
            (text, isError) => services.GetRequiredService<RunOutput>().Console?.Write("apphost", text, isError)));
        _host.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // A start that fails is told by the caller, in one sentence.
        _host.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);

        // Every resource has its own time to end; the host waits for them all.
        Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(Resources);
        Services.AddSingleton(Folders);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(new ResourceEnvironment(ExecutionContext, Environment.EnvironmentName));
        Services.AddSingleton(_ => new ResourceNotificationService(Resources));
        Services.AddSingleton<ResourceLogs>();
        Services.AddSingleton(services => new ResourceLoggerService(services.GetRequiredService<ResourceLogs>()));
        Services.AddSingleton(services => new ResourceCommandService(services.GetRequiredService<ApplicationRunner>()));
        Services.AddSingleton(_ => new RunOutput(_shows ? TerminalOutput() : null));
        Services.AddSingleton<Announcement>();
        Services.AddSingleton<ApplicationRunner>();
        Services.AddHostedService(services => services.GetRequiredService<ApplicationRunner>());
    }

    private LogConsole TerminalOutput() => new(
        Console.Out,
        coloured: !Console.IsOutputRedirected && System.Environment.GetEnvironmentVariable("NO_COLOR") is null,
        Resources.Where(ResourceIds.HasProcesses).SelectMany(resource => ResourceIds.Of(resource)).Append("apphost"));
}
