using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>
/// Starts child processes with a low CPU priority that the kernel kills when this process dies, even by SIGKILL. FFmpeg that works on files does not watch its standard input,
/// so a closed pipe would not end it. Both are done by programs that every Linux has (<c>setpriv</c>, <c>nice</c>) and that replace themselves by FFmpeg: there is one child, with one
/// id. Where they are missing, it runs without.
/// </summary>
internal static class ToolProcess
{
    private static readonly string[][] Wrappers =
        [["setpriv", "--pdeathsig", "KILL", "--", "nice", "-n", "10"], ["setpriv", "--pdeathsig", "KILL", "--"], ["nice", "-n", "10"]];

    private static readonly BlockingCollection<Action> Starts = [];
    private static readonly Lazy<string[]> Wrapper = new(FindWrapper);

    // The kernel sends the signal when the thread that started the child ends, not the process. Threads of the pool end when they are idle: this one never does.
    static ToolProcess() => new Thread(Run) { IsBackground = true, Name = "FFmpeg starter" }.Start();

    /// <summary>Starts a program with all three standard streams redirected.</summary>
    /// <exception cref="Win32Exception">The program cannot be run.</exception>
    public static Task<Process> StartAsync(string path, IReadOnlyList<string> arguments)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Start([.. Wrapper.Value, path, .. arguments]));
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        });
        return started.Task;
    }

    private static void Run()
    {
        foreach (var start in Starts.GetConsumingEnumerable())
        {
            start();
        }
    }

    private static string[] FindWrapper() => Array.Find(Wrappers, Works) ?? [];

    private static bool Works(string[] wrapper)
    {
        try
        {
            using var process = Start([.. wrapper, "true"]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string[] command) =>
        Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        })
        ?? throw new InvalidOperationException("The process did not start.");
}
