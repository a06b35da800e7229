using System.Diagnostics;
using Kubrick.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.DocumentDbGateway.Tests;

/// <summary>A run of <c>deploy/local/mongo/run</c> on a given data folder, with access to its processes.</summary>
internal sealed class MongoScript : IAsyncDisposable
{
    private const string MarkVariable = "KUBRICK_TEST_SCRIPT";
    private readonly Process process;
    private readonly string data;
    private readonly string mark;
    private readonly MongoClient client;

    private MongoScript(Process process, string data, string mark, int port)
    {
        this.process = process;
        this.data = data;
        this.mark = mark;
        client = new MongoClient($"mongodb://127.0.0.1:{port}/?serverSelectionTimeoutMS=20000");
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
        await script.client.GetDatabase("admin").RunCommandAsync<BsonDocument>("{ping: 1}", null, TestContext.Current.CancellationToken);
        return script;
    }

    public IMongoCollection<BsonDocument> Collection() => client.GetDatabase("crash").GetCollection<BsonDocument>("items");

    /// <summary>The running processes of the script, itself included; all of them inherit a variable.</summary>
    public IReadOnlyList<int> Processes() =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), out _) && ReadProc(folder, "environ").Contains($"{MarkVariable}={mark}", StringComparison.Ordinal)
           where !ReadProc(folder, "stat").Contains(") Z ", StringComparison.Ordinal)
           select int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture),
    ];

    public void Kill(string victim)
    {
        var postgres = int.Parse(File.ReadLines(Path.Combine(data, "postgres", "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);
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

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Terminate() => Signal("-TERM", process.Id);

    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (!process.HasExited)
        {
            Terminate();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
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
