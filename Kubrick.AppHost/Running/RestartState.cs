namespace Kubrick.AppHost.Running;

/// <summary>The restart state of one resource. After a deliberate stop or a long enough run the delays start over.</summary>
internal sealed class RestartState
{
    /// <summary>The run time after which a crash counts as the first one again.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    // Exit codes of the services and of deploy/local for permanent failures (sysexits.h: EX_CONFIG, EX_UNAVAILABLE).
    private const int WrongSetting = 78;
    private const int CannotRunHere = 69;

    private static readonly TimeSpan[] Delays = [.. new[] { 0, 1, 2, 4, 8, 15, 30 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    private string? state;
    private DateTimeOffset runningSince;
    private int crashes;

    /// <summary>Whether the exit code means a permanent failure.</summary>
    public static bool IsHopeless(int? exitCode) => exitCode is WrongSetting or CannotRunHere;

    /// <summary>Handles a state change of the resource.</summary>
    /// <param name="next">The state, as in <see cref="KnownResourceStates"/>.</param>
    /// <param name="exitCode">The exit code of the process; null when it is unknown.</param>
    /// <param name="now">The time.</param>
    /// <returns>The delay before the restart; null when the resource must not be restarted.</returns>
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
        return Delay();
    }

    /// <summary>Counts a start that failed, and returns the delay before the next one.</summary>
    public TimeSpan StartFailed()
    {
        crashes++;
        return Delay();
    }

    private TimeSpan Delay() => Delays[Math.Min(crashes, Delays.Length) - 1];
}
