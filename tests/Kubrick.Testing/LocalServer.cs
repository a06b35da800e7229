using System.Diagnostics;

namespace Kubrick.Testing;

/// <summary>
/// A server that one of the scripts <c>deploy/local/*/run</c> keeps running for a test run: its own port, its own folder. It stops with its
/// owner, also when the owner is killed: a watcher sees the pipe to it close.
/// </summary>
public sealed class LocalServer : IAsyncDisposable
{
    // Ends with the server; ends the server when standard input closes.
    private const string Watcher = """
        log=$1; shift
        exec 3<&0
        "$@" </dev/null >"$log" 2>&1 3<&- &
        server=$!
        (cat <&3 >/dev/null; kill -TERM "$server" 2>/dev/null) &
        watch=$!
        status=0; wait "$server" || status=$?
        kill "$watch" 2>/dev/null
        exit "$status"
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Process process;
    private readonly string script;

    private LocalServer(Process process, string script, string folder)
    {
        this.process = process;
        this.script = script;
        Folder = folder;
    }

    /// <summary>The folder that holds the server's data and its log; removed with the server.</summary>
    public string Folder { get; }

    private string LogFile => Path.Combine(Folder, "log");

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="script">The script in the checkout, such as <c>deploy/local/mongo/run</c>.</param>
    /// <param name="arguments">Its arguments besides <c>--data</c>.</param>
    /// <param name="answers">Whether the server answers; a failure means not yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The script is missing, or the server did not start: a sentence and the end of its log.</exception>
    public static async Task<LocalServer> StartAsync(
        string script, IEnumerable<string> arguments, Func<CancellationToken, Task> answers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var path = Path.Combine(RepositoryFolder.Path, script);
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"{script} is missing, but these tests need the server that it runs.");
        }

        var folder = Directory.CreateTempSubdirectory("kubrick-test-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // A server that does not run as root must be able to pass through.
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", Watcher, "bash", Path.Combine(folder, "log"), path, "--data", Path.Combine(folder, "data"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var server = new LocalServer(Process.Start(start)!, script, folder);
        try
        {
            await server.WaitAsync(answers, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        using (process)
        {
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(StopLimit);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Directory.Delete(Folder, recursive: true);
    }

    private async Task WaitAsync(Func<CancellationToken, Task> answers, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(StartLimit);
        while (true)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{script} ended with code {process.ExitCode}: {LogEnd()}");
            }

            try
            {
                await answers(cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (deadline.IsCancellationRequested)
                {
                    throw new InvalidOperationException($"{script} did not answer within {StartLimit.TotalSeconds} s: {LogEnd()}", exception);
                }

                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    // Without the codes of colours: a failure's text goes into reports that take no control characters.
    private string LogEnd() =>
        File.Exists(LogFile) ? string.Concat(string.Join(' ', File.ReadLines(LogFile).TakeLast(5)).Where(character => !char.IsControl(character))) : "it wrote no log.";
}
