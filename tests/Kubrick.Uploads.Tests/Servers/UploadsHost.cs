using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Kubrick.Uploads.Tests.Servers;

/// <summary>The service itself, as its Program.cs builds it, served by Kestrel on the loopback, with the fake of Recordings beside it.</summary>
internal sealed class UploadsHost : WebApplicationFactory<Program>, IUploadsServer
{
    private readonly Dictionary<string, string> settings;
    private readonly string root = Path.Combine(Path.GetTempPath(), "kubrick-uploads-" + Guid.NewGuid().ToString("N"));

    private UploadsHost(FakeRecordings recordings, Dictionary<string, string> settings)
    {
        Recordings = recordings;
        this.settings = settings;
    }

    public FakeRecordings Recordings { get; }

    public HttpClient Http { get; private set; } = null!;

    public string Folder => root;

    public static async Task<UploadsHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var host = new UploadsHost(await FakeRecordings.StartAsync(), settings.ToDictionary(setting => setting.Name, setting => setting.Value));
        host.UseKestrel();
        host.StartServer();
        host.Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.ClientOptions.BaseAddress };
        return host;
    }

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
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders());
    }
}
