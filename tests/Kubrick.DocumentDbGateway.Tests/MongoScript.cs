using System.Diagnostics;
using Kubrick.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.DocumentDbGateway.Tests;

/// <summary>The script <c>deploy/local/mongo/run</c> on a folder that outlives it, with its processes one by one.</summary>
internal sealed class MongoScript : IAsyncDisposable
{
    private const string MarkVariable = "KUBRICK_TEST_SCRIPT";
    private readonly Process _process;
    private readonly string _data;
    private readonly string _mark;
    private readonly MongoClient _client;

    private MongoScript(Process process, string data, string mark, int port)
    {
        _process = process;
        _data = data;
        _mark = mark;
        _client = new MongoClient($"mongodb://127.0.0.1:{port}/?serverSelectionTimeoutMS=20000");
    }

    public static Process Run(IEnumerable<string> arguments, string mark = "none")
    {
        var start = new ProcessStartInfo(Path.Combine(RepositoryFolder.Path, "deploy/local/mongo/run"), arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { [MarkVariable] = mark },
        };
        return Process.Start(start)!;
    }

    public static async Task<MongoScript> StartAsync(string data)
    {
        var port = FreePort.Next();
        var mark = Guid.NewGuid().ToString("N");
        var process = Run(["--port", $"{port}", "--data", data], mark);
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var script = new MongoScript(process, data, mark, port);
        await script._client.GetDatabase("admin").RunCommandAsync<BsonDocument>("{ping: 1}", null, TestContext.Current.CancellationToken);
        return script;
    }

    public IMongoCollection<BsonDocument> Collection() => _client.GetDatabase("crash").GetCollection<BsonDocument>("items");

    /// <summary>What the script started and is still there, itself included, by the variable that all of them inherit.</summary>
    public IReadOnlyList<int> Processes() =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), out _) && ReadProc(folder, "environ").Contains($"{MarkVariable}={_mark}", StringComparison.Ordinal)
           where !ReadProc(folder, "stat").Contains(") Z ", StringComparison.Ordinal)
           select int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture),
    ];

    public void Kill(string victim)
    {
        var postgres = int.Parse(File.ReadLines(Path.Combine(_data, "postgres", "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);
        var pids = victim switch
        {
            "postgres" => [postgres],
            "gateway" => Processes().Where(pid => ReadProc($"/proc/{pid}", "cmdline").Contains("Kubrick.DocumentDbGateway.dll", StringComparison.Ordinal)),
            _ => Children(postgres).Where(pid => ReadProc($"/proc/{pid}", "cmdline").Contains(" [local] ", StringComparison.Ordinal)).Take(1),
        };
        Assert.NotEmpty(pids);
        foreach (var pid in pids)
        {
            Signal("-KILL", pid);
        }
    }

    public async Task KillAllAsync()
    {
        foreach (var pid in Processes())
        {
            Signal("-KILL", pid);
        }

        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Terminate() => Signal("-TERM", _process.Id);

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            Terminate();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static IEnumerable<int> Children(int parent) =>
        from task in Directory.EnumerateDirectories($"/proc/{parent}/task")
        from pid in ReadProc(task, "children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture);

    private static string ReadProc(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void Signal(string signal, int pid)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [signal, $"{pid}"]) { RedirectStandardError = true })!;
        kill.WaitForExit();
    }
}
