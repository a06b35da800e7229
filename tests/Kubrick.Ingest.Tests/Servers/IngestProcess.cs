using System.Diagnostics;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Servers;

/// <summary>A replica as a process of its own, so that it can die.</summary>
internal sealed class IngestProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly int port;

    private IngestProcess(Process process, int port)
    {
        this.process = process;
        this.port = port;
    }

    public static async Task<IngestProcess> StartAsync(string broker, FakeNeighbours neighbours)
    {
        var port = FreePort.Next();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Kubrick.Ingest.dll")]);
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["Logging__LogLevel__Default"] = "None";
        start.Environment["services__recordings__http__0"] = neighbours.Address.AbsoluteUri;
        start.Environment["services__playback__http__0"] = neighbours.Address.AbsoluteUri;
        start.Environment["ConnectionStrings__messaging"] = broker;
        var ingest = new IngestProcess(Process.Start(start)!, port);
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.TrueAsync("the process answers", () => IsHealthyAsync(http), TestContext.Current.CancellationToken);
        return ingest;
    }

    public Task<RecorderClient> ConnectAsync() => RecorderClient.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/ws/stream"));

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http)
    {
        try
        {
            var health = await http.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
            return health.Contains("\"status\":\"healthy\"", StringComparison.Ordinal) && !health.Contains("degraded", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
