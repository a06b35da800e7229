namespace Kubrick.AppHost.Local;

/// <summary>
/// How soon a crashed process is started again: at once the first time, then later and later. A process that was healthy for
/// a while begins anew.
/// </summary>
internal sealed class RestartPolicy
{
    /// <summary>From this many crashes in a row on, it is called a crash loop.</summary>
    public const int LoopLength = 3;

    public static readonly TimeSpan HealthyLongEnough = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.Zero,
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(4),
        TimeSpan.FromSeconds(8),
        TimeSpan.FromSeconds(15),
        TimeSpan.FromSeconds(30),
    ];

    /// <summary>Crashes in a row.</summary>
    public int Crashes { get; private set; }

    public bool IsLoop => Crashes >= LoopLength;

    /// <summary>Counts a crash.</summary>
    /// <param name="healthyFor">How long the process was healthy.</param>
    /// <returns>How long to wait before it is started again.</returns>
    public TimeSpan Crashed(TimeSpan healthyFor)
    {
        Crashes = healthyFor >= HealthyLongEnough ? 1 : Crashes + 1;
        return Delays[Math.Min(Crashes, Delays.Length) - 1];
    }
}
