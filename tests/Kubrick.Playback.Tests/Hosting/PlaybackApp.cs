using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Kubrick.Playback.Live;
using Kubrick.Playback.Tickets;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Playback.Tests.Hosting;

/// <summary>One replica of the service, on a loopback port.</summary>
internal sealed class PlaybackApp : WebApplicationFactory<Program>
{
    private readonly World world;
    private readonly Dictionary<string, string> settings;
    private readonly Action<IServiceCollection>? services;

    private PlaybackApp(World world, Dictionary<string, string> settings, Action<IServiceCollection>? services)
    {
        this.world = world;
        this.settings = settings;
        this.services = services;
        // Not UseKestrel(0), which sets the port while the service may already be starting on another thread.
        UseKestrel();
    }

    public HttpClient Http { get; private set; } = null!;

    public LiveStreams Streams => Services.GetRequiredService<LiveStreams>();

    public LiveCapacity Capacity => Services.GetRequiredService<LiveCapacity>();

    public StreamLogClient Logs => Services.GetRequiredService<StreamLogClient>();

    public IObjectWriter Objects => Services.GetRequiredService<IObjectWriter>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static PlaybackApp Start(World world, Dictionary<string, string>? overrides = null, Action<IServiceCollection>? services = null)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:kubrick"] = world.Database,
            ["ConnectionStrings:messaging"] = world.Broker,
            ["Storage:Local:Root"] = world.Storage,
            // A busy machine needs longer than the default, which suits viewers.
            ["Playback:AttachTimeout"] = "00:00:20",
            ["Logging:LogLevel:Default"] = "Critical",
            ["Logging:LogLevel:MassTransit"] = "None",
            ["Logging:LogLevel:Polly"] = "None",
        };
        foreach (var (name, value) in overrides ?? [])
        {
            settings[name] = value;
        }

        var app = new PlaybackApp(world, settings, services);
        app.StartServer();
        app.Http = app.CreateClient();
        return app;
    }

    public static string Manifest(string id) => $"/api/streams/{id}/hls/manifest.m3u8";

    public static string File(string id, string name) => $"/api/streams/{id}/hls/{name}";

    public Task<Answer> GetAsync(string address) => SendAsync(HttpMethod.Get, address);

    public async Task<Answer> SendAsync(HttpMethod method, string address, string? body = null, RangeHeaderValue? range = null, string contentType = "application/json")
    {
        // The address is sent as written: hostile clients do not normalise it, as the client library would.
        var target = new Uri(Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, target) { Headers = { Range = range } };
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        }

        using var response = await Http.SendAsync(request, Stop);
        var bytes = await response.Content.ReadAsByteArrayAsync(Stop);
        return new Answer(
            (int)response.StatusCode,
            bytes,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.CacheControl?.ToString(),
            response.Headers.RetryAfter?.Delta,
            response.Content.Headers.ContentRange?.ToString(),
            response.Content.Headers.ContentLength);
    }

    public Task StoreAsync(string key, string text) => StoreAsync(key, Encoding.UTF8.GetBytes(text), "application/vnd.apple.mpegurl");

    public Task StoreAsync(string key, byte[] bytes, string contentType) => Objects.PutAsync(key, bytes, contentType, null, Stop);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseUrls("http://127.0.0.1:0");
        builder.UseSetting(WebHostDefaults.ApplicationKey, world.Name);
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureTestServices(changed =>
        {
            changed.AddHttpClient(StreamTicketCache.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => world.Recordings);
            services?.Invoke(changed);
        });
    }

    internal sealed record Answer(
        int Status, byte[] Bytes, string? ContentType, string? CacheControl, TimeSpan? RetryAfter, string? ContentRange, long? ContentLength)
    {
        public string Text => Encoding.UTF8.GetString(Bytes);

        public JsonObject Json => (JsonObject)JsonNode.Parse(Text)!;

        /// <summary>Asserts that this is the error document of the contract, without internal details.</summary>
        public void IsError(int status, string code)
        {
            Assert.Equal((status, code), (Status, ContentType == "application/vnd.api+json" ? (string)Json["errors"]![0]!["code"]! : Text));
            Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        }
    }
}
