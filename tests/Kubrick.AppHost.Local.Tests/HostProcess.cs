using System.Collections.Concurrent;
using System.Diagnostics;

namespace Kubrick.AppHost.Local.Tests;

/// <summary>The test's AppHost as a process of its own, so that it can be told to stop, and be killed.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;

    private HostProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public ConcurrentQueue<string> Lines { get; } = [];

    public int Id => _process.Id;

    public static HostProcess Start(string dataFolder, params string[] args)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(Projects.Kubrick_AppHost_Local_TestHost).Assembly.Location, $"--Kubrick:DataFolder={dataFolder}", .. args])
        {
            info.ArgumentList.Add(argument);
        }

        return new HostProcess(Process.Start(info)!);
    }

    public Task UpAsync(CancellationToken cancellationToken) => TestApplication.UntilAsync(
        () => _process.HasExited
            ? throw new InvalidOperationException($"The host ended: {string.Join('\n', Lines)}")
            : Lines.Any(line => line.Contains(" is up: ", StringComparison.Ordinal)),
        cancellationToken);

    /// <summary>Everything that the run on a data folder started and that is alive.</summary>
    public static IReadOnlyList<ProcessEntry> Running(string run) => ProcessTable.WithVariable($"{SupervisedProcess.MarkVariable}={run}/", whole: false);

    public void Signal(int signal) => Signals.Send(Id, signal);

    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signals.Send(Id, Signals.Kill);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            Lines.Enqueue(line);
        }
    }
}
