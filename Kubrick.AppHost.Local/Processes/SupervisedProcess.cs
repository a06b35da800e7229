using System.Diagnostics;

namespace Kubrick.AppHost.Local;

/// <summary>
/// A process in a session of its own, so that the terminal's Ctrl-C does not reach it and that a signal to its group
/// reaches all of its children.
/// </summary>
internal sealed class SupervisedProcess : IDisposable
{
    public const string MarkVariable = "KUBRICK_RUN";

    private static readonly TimeSpan LeftoverGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    // Set by the host's own start (or by its tests' runner) for the host, and wrong for what it starts.
    private static readonly string[] NotInherited =
        ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_URLS", "HTTP_PORTS", "HTTPS_PORTS", "URLS", "PORT"];

    private readonly Process _process;
    private readonly string _mark;
    private readonly Task _drained;
    private readonly TimeProvider _time;

    private SupervisedProcess(Process process, string mark, Action<string, bool> line, TimeProvider time)
    {
        _process = process;
        _mark = mark;
        _time = time;
        Id = process.Id;
        StartTime = ProcessTable.Find(Id)?.StartTime ?? 0;
        _drained = Task.WhenAll(Drain(process.StandardOutput.BaseStream, false, line), Drain(process.StandardError.BaseStream, true, line));
        Exited = WaitAsync();
    }

    public int Id { get; }

    /// <summary>Clock ticks after boot; 0 if it had ended before one could look.</summary>
    public long StartTime { get; }

    /// <summary>The exit code, once the process has ended; 128 and the signal's number if a signal ended it.</summary>
    public Task<int> Exited { get; }

    /// <exception cref="LaunchException">The program cannot be started.</exception>
    public static SupervisedProcess Start(ProcessStart start, Action<string, bool> line, TimeProvider time)
    {
        if (!Directory.Exists(start.WorkingDirectory))
        {
            throw new LaunchException($"The folder {start.WorkingDirectory} is not there.");
        }

        // setsid replaces itself by the program: the process id is the program's, its group's and its session's.
        var info = new ProcessStartInfo(ProgramPath.Resolve("setsid"))
        {
            WorkingDirectory = start.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.ArgumentList.Add(ProgramPath.Resolve(start.Program));
        foreach (var argument in start.Arguments)
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var name in NotInherited)
        {
            info.Environment.Remove(name);
        }

        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        info.Environment[MarkVariable] = start.Mark;
        var process = Process.Start(info) ?? throw new LaunchException($"{start.Program} cannot be started.");
        process.StandardInput.Close();
        return new SupervisedProcess(process, start.Mark, line, time);
    }

    /// <summary>Waits, within reason, until all that the process wrote has been read: a child that lives on may hold the pipe.</summary>
    public async Task DrainedAsync()
    {
        try
        {
            await _drained.WaitAsync(TimeSpan.FromSeconds(1), _time);
        }
        catch (TimeoutException)
        {
            // What it writes from now on is read as long as this process lives, but nobody waits for it.
        }
    }

    public void Kill()
    {
        if (!Exited.IsCompleted)
        {
            Signal(Signals.Kill);
        }
    }

    /// <summary>SIGTERM to the process; SIGKILL to its group when the grace is over or <paramref name="force"/> is cancelled.</summary>
    /// <returns>Whether it ended by itself.</returns>
    public async Task<bool> StopAsync(TimeSpan grace, CancellationToken force)
    {
        if (!Exited.IsCompleted)
        {
            Signal(Signals.Terminate);
        }

        try
        {
            await Exited.WaitAsync(grace, _time, force);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            Signals.SendToGroup(Id, Signals.Kill);
            Kill();
            await Exited;
            return false;
        }
    }

    /// <summary>Ends what the process has left behind: its group, and descendants that left the group.</summary>
    public async Task EndLeftoversAsync(CancellationToken force)
    {
        if (ProcessTable.HasGroup(Id))
        {
            Signals.SendToGroup(Id, Signals.Terminate);
            var deadline = _time.GetTimestamp();
            while (ProcessTable.HasGroup(Id) && _time.GetElapsedTime(deadline) < LeftoverGrace && !force.IsCancellationRequested)
            {
                await Task.Delay(Poll, _time, CancellationToken.None);
            }

            if (ProcessTable.HasGroup(Id))
            {
                Signals.SendToGroup(Id, Signals.Kill);
            }
        }

        KillMarked(_mark, whole: true);
    }

    /// <summary>SIGKILL to every process that was started with a mark, and to its descendants.</summary>
    public static int KillMarked(string mark, bool whole)
    {
        var marked = ProcessTable.WithVariable($"{MarkVariable}={mark}", whole);
        foreach (var process in marked)
        {
            Signals.Send(process, Signals.Kill);
        }

        return marked.Count;
    }

    public void Dispose() => _process.Dispose();

    // The id may belong to another process the moment after this one has ended.
    private void Signal(int signal) => Signals.Send(new ProcessEntry(Id, 0, Id, StartTime), signal);

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    // A thread of its own: reads from a pipe block, and the pool's threads are for others. Always drained: a full pipe would stop the process.
    private static Task Drain(Stream stream, bool isError, Action<string, bool> line)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                var lines = new BoundedLines(text => line(text, isError));
                var buffer = new byte[8192];
                try
                {
                    for (int read; (read = stream.Read(buffer)) > 0;)
                    {
                        lines.Add(buffer.AsSpan(0, read));
                    }
                }
                catch (Exception error) when (error is IOException or ObjectDisposedException)
                {
                    // The other side, or this one, has closed the pipe.
                }

                lines.Finish();
                done.SetResult();
            },
            maxStackSize: 256 * 1024)
        {
            IsBackground = true,
            Name = "resource output",
        };
        thread.Start();
        return done.Task;
    }
}
