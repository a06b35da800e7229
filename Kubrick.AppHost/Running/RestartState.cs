namespace Kubrick.AppHost.Running;

/// <summary>What <see cref="RestartPolicy"/> knows of one resource. A resource that was started on purpose, or ran long enough, starts over with no delay.</summary>
internal sealed class RestartState
{
    /// <summary>How long a resource must have run for its next crash to count as the first one.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    // The exit codes of the services and of deploy/local: a wrong setting, or a machine that cannot run it. Another start ends the same way.
    private const int WrongSetting = 78;
    private const int CannotRunHere = 69;

    private static readonly TimeSpan[] Delays = [.. new[] { 0, 1, 2, 4, 8, 15, 30 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    private string? state;
    private DateTimeOffset runningSince;
    private int crashes;

    /// <summary>Whether a process ended in a way that no restart mends.</summary>
    public static bool IsHopeless(int? exitCode) => exitCode is WrongSetting or CannotRunHere;

    /// <summary>Takes the next state of the resource.</summary>
    /// <param name="next">The state, as in <see cref="KnownResourceStates"/>.</param>
    /// <param name="exitCode">The exit code of the process, where it is known.</param>
    /// <param name="now">The time.</param>
    /// <returns>How long to wait before the resource is started again; null where it is not to be started.</returns>
    public TimeSpan? Next(string? next, int? exitCode, DateTimeOffset now)
    {
        var previous = state;
        if (next == previous)
        {
            return null;
        }

        state = next;
        if (next == KnownResourceStates.Running)
        {
            runningSince = now;
            return null;
        }

        if (next is null || !KnownResourceStates.TerminalStates.Contains(next))
        {
            return null;
        }

        if (previous == KnownResourceStates.Stopping || IsHopeless(exitCode))
        {
            crashes = 0;
            return null;
        }

        crashes = previous == KnownResourceStates.Running && now - runningSince >= Settled ? 1 : crashes + 1;
        return Delays[Math.Min(crashes, Delays.Length) - 1];
    }
}
