using System.Collections.Concurrent;
using Kubrick.Storage;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>A worker as its Program.cs builds it.</summary>
internal sealed class WorkerHost : WebApplicationFactory<Program>
{
    private readonly string broker;
    private readonly string folder;
    private readonly Action<string>? beforeStoring;
    private readonly Action<string>? beforeReading;
    private readonly (string Name, string Value)[] settings;

    private WorkerHost(string broker, string folder, Action<string>? beforeStoring, Action<string>? beforeReading, (string Name, string Value)[] settings)
    {
        this.beforeReading = beforeReading;
        this.broker = broker;
        this.folder = folder;
        this.beforeStoring = beforeStoring;
        this.settings = settings;
    }

    public HttpClient Http { get; private set; } = null!;

    /// <summary>What it logged; shown when a test fails.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    public static WorkerHost Start(string broker, string folder, params (string Name, string Value)[] settings) => Start(broker, folder, null, settings);

    /// <summary>Starts a worker whose storage calls the test before it stores an object.</summary>
    public static WorkerHost Start(string broker, string folder, Action<string>? beforeStoring, params (string Name, string Value)[] settings) =>
        Start(new WorkerHost(broker, folder, beforeStoring, null, settings));

    /// <summary>Starts a worker whose storage calls the test before it reads an object.</summary>
    public static WorkerHost StartReading(string broker, string folder, Action<string> beforeReading, params (string Name, string Value)[] settings) =>
        Start(new WorkerHost(broker, folder, null, beforeReading, settings));

    public override async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await base.DisposeAsync();
        // Shown when the test fails.
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', Log));
        GC.SuppressFinalize(this);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseUrls("http://127.0.0.1:0");
        builder.UseEnvironment("Production");
        builder.UseSetting("Storage:Provider", "local");
        builder.UseSetting("Storage:Local:Root", folder);
        builder.UseSetting("Storage:WriterPartSize", "262144");
        builder.UseSetting("ConnectionStrings:messaging", broker);
        builder.UseSetting("Transcoder:RemovalDelay", "00:00:01");
        builder.UseSetting("Transcoder:ScratchPath", Path.Combine(folder, "scratch"));
        builder.UseSetting("Transcoder:Preset", "ultrafast");
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureTestServices(services =>
        {
            var storage = services.Last(service => service.ServiceType == typeof(IObjectWriter)).ImplementationFactory!;
            services.AddSingleton<IObjectWriter>(provider => new FaultyStorage((IObjectWriter)storage(provider), beforeStoring ?? (_ => { })));
            var reader = services.Last(service => service.ServiceType == typeof(IObjectReader)).ImplementationFactory!;
            services.AddSingleton<IObjectReader>(provider => new FaultyReader((IObjectReader)reader(provider), beforeReading ?? (_ => { })));
        });
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(new LogCollector(Log)));
    }

    private static WorkerHost Start(WorkerHost host)
    {
        host.UseKestrel();
        host.StartServer();
        host.Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.ClientOptions.BaseAddress };
        return host;
    }
}
