using Kubrick.Uploads.State;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kubrick.Uploads.Tests.Servers;

/// <summary>The service as its Program.cs builds it, served by Kestrel on the loopback, with a fake of Recordings.</summary>
internal sealed class UploadsHost : WebApplicationFactory<Program>, IUploadsServer
{
    private readonly Dictionary<string, string?> settings;
    private readonly string root = Path.Combine(Path.GetTempPath(), "kubrick-uploads-" + Guid.NewGuid().ToString("N"));
    private readonly TimeSpan? recordingsTimeout;

    private UploadsHost(FakeUploadStateApi recordings, TimeSpan? recordingsTimeout, Dictionary<string, string?> settings)
    {
        Recordings = recordings;
        this.recordingsTimeout = recordingsTimeout;
        this.settings = settings;
    }

    public FakeUploadStateApi Recordings { get; }

    /// <summary>The smallest size that is allowed.</summary>
    public int PartBytes => 256 << 10;

    public HttpClient Http { get; private set; } = null!;

    public string Folder => root;

    public static Task<UploadsHost> StartAsync(params (string Name, string? Value)[] settings) => StartAsync(recordingsTimeout: null, settings);

    /// <param name="recordingsTimeout">The timeout of calls to Recordings; null for the default.</param>
    /// <param name="settings">Settings of the service; a null value keeps the product's default.</param>
    public static async Task<UploadsHost> StartAsync(TimeSpan? recordingsTimeout, params (string Name, string? Value)[] settings)
    {
        var host = new UploadsHost(await FakeUploadStateApi.StartAsync(), recordingsTimeout, settings.ToDictionary(setting => setting.Name, setting => setting.Value));
        host.UseKestrel();
        host.StartServer();
        host.Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.ClientOptions.BaseAddress };
        return host;
    }

    /// <summary>Whether the storage has a folder for a session.</summary>
    public bool HasSession(string uploadId) => Directory.Exists(Path.Combine(Folder, "uploads", uploadId));

    public override async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await base.DisposeAsync();
        await Recordings.DisposeAsync();
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }

        GC.SuppressFinalize(this);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseUrls("http://127.0.0.1:0");
        builder.UseEnvironment("Production");
        builder.UseSetting("Storage:Provider", "local");
        builder.UseSetting("Storage:Local:Root", root);
        builder.UseSetting("services:recordings:http:0", Recordings.Address.AbsoluteUri);
        builder.UseSetting("ConnectionStrings:messaging", "amqp://guest:guest@127.0.0.1:9");
        settings.TryAdd("Storage:PartSize", $"{PartBytes}");
        settings.TryAdd("Storage:OpenEndedPartSize", $"{PartBytes}");
        foreach (var (name, value) in settings.Where(setting => setting.Value is not null))
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders());
        if (recordingsTimeout is { } timeout)
        {
            builder.ConfigureTestServices(services => services.AddHttpClient<UploadStateClient>(http => http.Timeout = timeout));
        }
    }
}
