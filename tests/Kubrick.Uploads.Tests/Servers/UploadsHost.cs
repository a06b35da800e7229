using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Kubrick.Uploads.Tests.Servers;

/// <summary>The service itself, as its Program.cs builds it, served by Kestrel on the loopback, with the fake of Recordings beside it.</summary>
internal sealed class UploadsHost : WebApplicationFactory<Program>
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
        host.UseKestrel(0);
        host.StartServer();
        host.Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.ClientOptions.BaseAddress };
        return host;
    }

    public async Task<Answer> PostAsync(string route, object body)
    {
        using var content = JsonContent.Create(body);
        return await SendAsync(HttpMethod.Post, route, content);
    }

    public async Task<Answer> PostRawAsync(string route, string body, string contentType = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, contentType);
        return await SendAsync(HttpMethod.Post, route, content);
    }

    public Task<Answer> GetAsync(string route) => SendAsync(HttpMethod.Get, route, content: null);

    /// <summary>Puts bytes to a signed URL; answers the ETag as the header said it, or null where it was refused.</summary>
    public async Task<string?> PutAsync(string url, byte[] bytes, string? contentType = null)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = contentType is null ? null : new(contentType);
        using var answer = await Http.PutAsync(new Uri(url), content, TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode ? answer.Headers.ETag!.Tag : null;
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

    private async Task<Answer> SendAsync(HttpMethod method, string route, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, "/api/upload/" + route) { Content = content };
        request.Headers.ExpectContinue = true;
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, JsonDocument.Parse(text).RootElement, response.Headers.RetryAfter?.Delta);
    }
}
