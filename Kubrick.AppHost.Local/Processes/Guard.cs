using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Microsoft.Extensions.Logging;

namespace Kubrick.AppHost.Local;

/// <summary>
/// A small process that outlives the host: when the pipe between the two closes without a farewell, it ends whatever the
/// host had started. It is started again when somebody ends it.
/// </summary>
internal sealed partial class Guard(DataFolder folder, string run, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan EarlierRunPatience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<int, long> _registered = [];
    private readonly Lock _gate = new();
    private Process? _process;
    private bool _closing;

    /// <summary>Starts the guard, which first waits for the guard of an earlier run to finish.</summary>
    /// <exception cref="DistributedApplicationException">The earlier run's processes do not end.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var process = Launch();
        var ready = process.StandardOutput.ReadLineAsync(cancellationToken).AsTask();
        try
        {
            if (await Task.WhenAny(ready, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken)) != ready)
            {
                LogWaitsForEarlierRun();
            }

            if (await ready.WaitAsync(EarlierRunPatience, cancellationToken) != "ready")
            {
                throw new DistributedApplicationException("The guard process could not start: the tools 'setsid' and 'flock' (util-linux) are needed.");
            }
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw new DistributedApplicationException($"Processes of an earlier run on {folder.Path} do not end.");
        }

        lock (_gate)
        {
            _process = process;
            foreach (var (id, start) in _registered)
            {
                Tell(string.Create(CultureInfo.InvariantCulture, $"add {id} {start}"));
            }
        }

        _ = WatchAsync(process);
    }

    public void Add(SupervisedProcess process)
    {
        lock (_gate)
        {
            _registered[process.Id] = process.StartTime;
            Tell(string.Create(CultureInfo.InvariantCulture, $"add {process.Id} {process.StartTime}"));
        }
    }

    public void Remove(SupervisedProcess process)
    {
        lock (_gate)
        {
            _registered.Remove(process.Id);
            Tell(string.Create(CultureInfo.InvariantCulture, $"del {process.Id}"));
        }
    }

    /// <summary>Dismisses the guard: everything has been stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        Process? process;
        lock (_gate)
        {
            _closing = true;
            Tell("bye");
            process = _process;
            process?.StandardInput.Close();
        }

        if (process is not null)
        {
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private Process Launch()
    {
        using var script = new StreamReader(typeof(Guard).Assembly.GetManifestResourceStream("guard.sh")!);
        var info = new ProcessStartInfo(ProgramPath.Resolve("setsid"))
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])["sh", "-c", script.ReadToEnd(), "guard", run, Path.Combine(folder.Path, "guard.lock"), LogFile(), folder.IsEphemeral ? folder.Path : ""])
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment.Remove(SupervisedProcess.MarkVariable);
        return Process.Start(info)!;
    }

    private string LogFile()
    {
        if (folder.IsEphemeral)
        {
            return "/dev/null";
        }

        Directory.CreateDirectory(folder.Logs);
        var log = Path.Combine(folder.Logs, "guard.log");
        if (File.Exists(log) && new FileInfo(log).Length > 1024 * 1024)
        {
            File.Delete(log);
        }

        return log;
    }

    private void Tell(string line)
    {
        try
        {
            _process?.StandardInput.WriteLine(line);
            _process?.StandardInput.Flush();
        }
        catch (IOException)
        {
            // The guard has ended; the next one is told everything.
        }
    }

    private async Task WatchAsync(Process process)
    {
        await process.WaitForExitAsync();
        lock (_gate)
        {
            if (_closing)
            {
                return;
            }

            _process = null;
        }

        LogGuardEnded();
        process.Dispose();
        try
        {
            await StartAsync(CancellationToken.None);
        }
        catch (DistributedApplicationException error)
        {
            LogNoGuard(error.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Waiting for the processes of an earlier run to end.")]
    private partial void LogWaitsForEarlierRun();

    [LoggerMessage(LogLevel.Warning, "The guard process has ended; starting another.")]
    private partial void LogGuardEnded();

    [LoggerMessage(LogLevel.Error, "There is no guard process, so nothing would end the resources if this process were killed: {Reason}")]
    private partial void LogNoGuard(string reason);
}
