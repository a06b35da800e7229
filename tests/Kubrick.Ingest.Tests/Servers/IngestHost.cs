using System.Net.Http.Json;
using System.Text.Json;
using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Sockets;
using Kubrick.StreamLogs;
using Kubrick.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kubrick.Ingest.Tests.Servers;

/// <summary>One replica of the service, as its Program.cs builds it, served by Kestrel on the loopback.</summary>
internal sealed class IngestHost : WebApplicationFactory<Program>
{
    private readonly string broker;
    private readonly FakeNeighbours neighbours;
    private readonly Dictionary<string, string> settings;

    private IngestHost(string broker, FakeNeighbours neighbours, Dictionary<string, string> settings)
    {
        this.broker = broker;
        this.neighbours = neighbours;
        this.settings = settings;
    }

    public HttpClient Http { get; private set; } = null!;

    public StreamLogClient Logs => Services.GetRequiredService<StreamLogClient>();

    public BrokerLeases Leases => Services.GetRequiredService<BrokerLeases>();

    public ChunkLogs Chunks => Services.GetRequiredService<ChunkLogs>();

    public ConnectedSockets Sockets => Services.GetRequiredService<ConnectedSockets>();

    public IngestMemory Memory => Services.GetRequiredService<IngestMemory>();

    /// <summary>Starts a replica and waits until it receives events.</summary>
    public static async Task<IngestHost> StartAsync(string broker, FakeNeighbours neighbours, params (string Name, string Value)[] settings)
    {
        var host = new IngestHost(broker, neighbours, settings.ToDictionary(setting => setting.Name, setting => setting.Value));
        host.UseKestrel();
        host.StartServer();
        host.Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.ClientOptions.BaseAddress };
        await Eventually.TrueAsync("the replica is healthy", host.IsHealthyAsync, TestContext.Current.CancellationToken);
        return host;
    }

    public StreamPublisher NewPublisher(string recordingId, MemoryShare? share = null) =>
        Services.GetRequiredService<StreamPublishers>().Create(recordingId, () => TimeSpan.Zero, share ?? Memory.Open());

    public Task<RecorderClient> ConnectAsync() => RecorderClient.ConnectAsync(new Uri($"ws://{Http.BaseAddress!.Authority}/ws/stream"));

    public async Task<(int Status, JsonElement Body)> PostAsync(string path)
    {
        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content: null, TestContext.Current.CancellationToken);
        Assert.Equal("application/vnd.api+json", response.Content.Headers.ContentType?.MediaType);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    /// <summary>A chunk log from its start up to its end record, or to a number of frames.</summary>
    public async Task<List<(ChunkHeader Header, byte[] Bytes)>> ReadLogAsync(string recordingId, int? data = null)
    {
        var records = new List<(ChunkHeader, byte[])>();
        await using var reader = await Logs.OpenReaderAsync(LogNames.ChunkLog(recordingId), StreamLogStart.First, 64, TestContext.Current.CancellationToken);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach (var record in reader.ReadAsync(timeout.Token))
        {
            var header = ChunkHeader.Read(record.Headers)!;
            records.Add((header, record.Body.ToArray()));
            if (header.Kind == ChunkKind.End || (header.Kind == ChunkKind.Data && header.Sequence + 1 == data))
            {
                break;
            }
        }

        return records;
    }

    public override async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseUrls("http://127.0.0.1:0");
        builder.UseEnvironment("Production");
        builder.UseSetting("services:recordings:http:0", neighbours.Address.AbsoluteUri);
        builder.UseSetting("services:playback:http:0", neighbours.Address.AbsoluteUri);
        builder.UseSetting("ConnectionStrings:messaging", broker);
        // Most tests end streams without the status that Recordings would have.
        builder.UseSetting("Ingest:RecordingTimeout", "00:00:00.1");
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureLogging(logging =>
        {
            logging.ClearProviders();
            if (Environment.GetEnvironmentVariable("KUBRICK_TEST_LOG") is not null)
            {
                logging.AddSimpleConsole();
            }
        });
    }

    private async Task<bool> IsHealthyAsync()
    {
        var health = await Http.GetFromJsonAsync<JsonElement>("/health", TestContext.Current.CancellationToken);
        return health.GetProperty("status").GetString() == "healthy";
    }
}
