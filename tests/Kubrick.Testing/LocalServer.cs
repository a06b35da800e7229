using System.Diagnostics;

namespace Kubrick.Testing;

/// <summary>
/// A server that a script <c>deploy/local/*/run</c> runs during tests, with its own port and folder. It stops with its owner, even if the owner
/// is killed: a watcher notices that the pipe to the owner closed.
/// </summary>
public sealed class LocalServer : IAsyncDisposable
{
    // Exits with the server; stops the server when standard input closes.
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

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(6);
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

    /// <summary>The folder of the server's data and log; deleted when the server stops.</summary>
    public string Folder { get; }

    private string LogFile => Path.Combine(Folder, "log");

    /// <summary>Starts a server and waits until it responds.</summary>
    /// <param name="script">The script in the checkout, such as <c>deploy/local/mongo/run</c>.</param>
    /// <param name="arguments">Its arguments except <c>--data</c>.</param>
    /// <param name="probe">Sends a request; it fails while the server is not ready.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="InvalidOperationException">The script is missing, or the server did not start; the message contains the end of its log.</exception>
    public static async Task<LocalServer> StartAsync(
        string script, IEnumerable<string> arguments, Func<CancellationToken, Task> probe, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(probe);
        var path = Path.Combine(RepositoryFolder.Path, script);
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"{script} is missing, but these tests need its server.");
        }

        var folder = Directory.CreateTempSubdirectory("kubrick-test-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // A server that does not run as root must be able to enter the folder.
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
            await server.WaitAsync(probe, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        using (process)
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Directory.Delete(Folder, recursive: true);
    }

    private async Task WaitAsync(Func<CancellationToken, Task> probe, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(StartLimit);
        while (true)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{script} exited with code {process.ExitCode}: {LogEnd()}");
            }

            try
            {
                await probe(cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (deadline.IsCancellationRequested)
                {
                    throw new InvalidOperationException($"{script} was not ready within {StartLimit.TotalSeconds} s: {LogEnd()}", exception);
                }

                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    // Without colour codes: test reports must not contain control characters.
    private string LogEnd() =>
        File.Exists(LogFile) ? string.Concat(string.Join(' ', File.ReadLines(LogFile).TakeLast(5)).Where(character => !char.IsControl(character))) : "it wrote no log.";
}
