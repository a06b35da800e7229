using System.Diagnostics;
using System.Globalization;
using Kubrick.Testing;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>A worker as a process of its own, so that it can die.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process process;

    private WorkerProcess(Process process) => this.process = process;

    public static async Task<WorkerProcess> StartAsync(string broker, string folder, string? recordings = null)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Kubrick.Transcoder.dll")]);
        start.Environment["ASPNETCORE_URLS"] = address.AbsoluteUri;
        start.Environment["Logging__LogLevel__Default"] = "None";
        start.Environment["Storage__Provider"] = "local";
        start.Environment["Storage__Local__Root"] = folder;
        start.Environment["Storage__WriterPartSize"] = "262144";
        start.Environment["ConnectionStrings__messaging"] = broker;
        start.Environment["Transcoder__RemovalDelay"] = "00:00:01";
        start.Environment["services__recordings__http__0"] = recordings;
        start.Environment["Transcoder__ScratchPath"] = Path.Combine(folder, "scratch");
        start.Environment["Transcoder__Preset"] = "ultrafast";
        var worker = new WorkerProcess(Process.Start(start)!);
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = address };
        await Eventually.TrueAsync("the worker answers", () => AnswersAsync(http), TestContext.Current.CancellationToken);
        return worker;
    }

    /// <summary>Its children: FFmpeg.</summary>
    public IReadOnlyList<int> Children() =>
        [.. Directory.EnumerateDirectories($"/proc/{process.Id}/task").SelectMany(ChildrenOf).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private static IEnumerable<string> ChildrenOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/alive", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
