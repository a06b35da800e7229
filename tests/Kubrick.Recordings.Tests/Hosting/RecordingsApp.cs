using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kubrick.Recordings.Documents;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Hosting;

/// <summary>The service with its own database and storage folder, on a real loopback port.</summary>
internal sealed class RecordingsApp : WebApplicationFactory<Program>
{
    private readonly Dictionary<string, string> settings;
    private readonly Action<IServiceCollection>? services;
    private readonly string storage = Directory.CreateTempSubdirectory("kubrick-recordings-").FullName;

    private RecordingsApp(Dictionary<string, string> settings, Action<IServiceCollection>? services)
    {
        this.settings = settings;
        this.services = services;
        // Not UseKestrel(0): that sets the port while the service may already be starting on another thread.
        UseKestrel();
    }

    public HttpClient Http { get; private set; } = null!;

    public IMongoCollection<Recording> Collection => Services.GetRequiredService<IMongoCollection<Recording>>();

    public string Database { get; private set; } = "";

    /// <param name="servers">Its servers.</param>
    /// <param name="overrides">Settings that differ from the defaults.</param>
    /// <param name="services">Services that replace the defaults.</param>
    public static async Task<RecordingsApp> StartAsync(Servers servers, Dictionary<string, string>? overrides = null, Action<IServiceCollection>? services = null)
    {
        var (database, broker) = (servers.NewDatabaseAsync(), servers.BrokerAsync());
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:kubrick"] = await database,
            ["ConnectionStrings:messaging"] = await broker,
            ["Logging:LogLevel:Default"] = "Error",
            ["Logging:LogLevel:MassTransit"] = "None",
            // Tests store recordings that were never processed.
            ["Processing:Backfill"] = "false",
        };
        foreach (var (name, value) in overrides ?? [])
        {
            settings[name] = value;
        }

        var app = new RecordingsApp(settings, services) { Database = settings["ConnectionStrings:kubrick"] };
        app.StartServer();
        app.Http = app.CreateClient();
        return app;
    }

    public async Task<JsonObject> CreateAsync(string attributes = """{"recorderName":"Ada","playbackFormat":"video"}""")
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/recordings", $$$"""{"data":{"type":"recordings","attributes":{{{attributes}}}}}""");
        Assert.Equal(201, answer.Status);
        return answer.Data;
    }

    public Task<Answer> PatchAsync(string id, string attributes, string? ifMatch = null) =>
        SendAsync(HttpMethod.Patch, $"/api/recordings/{id}", $$$"""{"data":{"type":"recordings","id":"{{{id}}}","attributes":{{{attributes}}}}}""", ifMatch);

    public Task<Answer> GetAsync(string address) => SendAsync(HttpMethod.Get, address, null);

    public async Task<Answer> SendAsync(HttpMethod method, string address, string? body, string? ifMatch = null, string contentType = "application/vnd.api+json")
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
        {
            // A server that rejects a large body does not read it; without 100-continue the client would not get the response.
            request.Headers.ExpectContinue = body.Length > 1_000_000;
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var json = text.Length == 0 ? null : (JsonObject)JsonNode.Parse(text)!;
        return new Answer((int)response.StatusCode, json, response.Headers.ETag?.Tag, response.Headers.Location, response.Content.Headers.ContentType?.MediaType, response.Headers.RetryAfter is not null);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseUrls("http://127.0.0.1:0");
        builder.UseSetting("Storage:Local:Root", storage);
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }

        if (services is not null)
        {
            builder.ConfigureTestServices(services);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(storage, recursive: true);
    }

    internal sealed record Answer(int Status, JsonObject? Json, string? ETag, Uri? Location, string? ContentType, bool HasRetryAfter)
    {
        public JsonObject Data => (JsonObject)Json!["data"]!;

        public JsonArray List => (JsonArray)Json!["data"]!;

        public string Code => (string)Json!["errors"]![0]!["code"]!;

        public string? Pointer => (string?)Json!["errors"]![0]!["source"]?["pointer"];

        public string? Parameter => (string?)Json!["errors"]![0]!["source"]?["parameter"];

        /// <summary>Asserts that it is the contract's error document without internal details.</summary>
        public void IsError(int status, string code)
        {
            Assert.Equal((status, code), (Status, Json?["errors"] is null ? Json?.ToJsonString() : Code));
            Assert.Equal("application/vnd.api+json", ContentType);
            Assert.All((JsonArray)Json!["errors"]!, error => Assert.Equal(JsonValueKind.String, error!["status"]!.GetValueKind()));
            Assert.DoesNotContain("   at ", Json.ToJsonString(), StringComparison.Ordinal);
        }
    }
}
