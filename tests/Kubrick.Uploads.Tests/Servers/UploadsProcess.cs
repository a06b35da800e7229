using System.Diagnostics;
using Kubrick.Testing;

namespace Kubrick.Uploads.Tests.Servers;

/// <summary>The service in its own process, which tests kill.</summary>
internal sealed class UploadsProcess : IUploadsServer, IAsyncDisposable
{
    private readonly int port = FreePort.Next();
    private Process? process;

    private UploadsProcess(FakeUploadStateApi recordings)
    {
        Recordings = recordings;
        Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public HttpClient Http { get; }

    public FakeUploadStateApi Recordings { get; }

    /// <summary>The default: a kill must fall into the time in which parts are received or concatenated.</summary>
    public int PartBytes => 10 << 20;

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "kubrick-uploads-" + Guid.NewGuid().ToString("N"));

    public static async Task<UploadsProcess> StartAsync()
    {
        var uploads = new UploadsProcess(await FakeUploadStateApi.StartAsync());
        await uploads.RestartAsync();
        return uploads;
    }

    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public async Task RestartAsync()
    {
        process?.Dispose();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Kubrick.Uploads.dll")]);
        start.Environment["ASPNETCORE_URLS"] = Http.BaseAddress!.AbsoluteUri;
        start.Environment["Logging__LogLevel__Default"] = "None";
        start.Environment["Storage__Local__Root"] = Folder;
        start.Environment["services__recordings__http__0"] = Recordings.Address.AbsoluteUri;
        start.Environment["ConnectionStrings__messaging"] = "amqp://guest:guest@127.0.0.1:9";
        process = Process.Start(start);
        await Eventually.TrueAsync("the service has started", IsAliveAsync, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process!.Dispose();
        Http.Dispose();
        await Recordings.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<bool> IsAliveAsync()
    {
        try
        {
            using var answer = await Http.GetAsync("/alive", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
