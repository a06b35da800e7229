namespace Kubrick.Benchmarks.Api;

/// <summary>Measures one call after the other, and prints a line for each.</summary>
/// <param name="duration">How long each is measured.</param>
/// <param name="connections">How many connections send requests.</param>
internal sealed class ApiLoad(TimeSpan duration, int connections)
{
    // Long enough for the code that the requests run to be compiled for the last time.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static void PrintHeader() => Console.WriteLine($"\n{"call",-32}{"target",-10}{"requests/s",12}{"p50 ms",10}{"p99 ms",10}{"failed",8}");

    /// <summary>Measures a call at one target.</summary>
    public async Task<LoadRun> RunAsync(ApiCall call, ApiTarget target, CancellationToken cancellationToken)
    {
        var result = await MeasureAsync(call, target, cancellationToken);
        Print(call, target, result);
        return result;
    }

    /// <summary>Measures a call at several targets in turns, so that whatever else the machine does meets all of them.</summary>
    /// <param name="call">The call.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="rounds">The number of turns of each target.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    /// <returns>The turn with the median of the requests per second of each target, in their order.</returns>
    public async Task<IReadOnlyList<LoadRun>> CompareAsync(ApiCall call, IReadOnlyList<ApiTarget> targets, int rounds, CancellationToken cancellationToken)
    {
        var runs = targets.Select(_ => new List<LoadRun>()).ToList();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < targets.Count; i++)
            {
                runs[i].Add(await MeasureAsync(call, targets[i], cancellationToken));
            }
        }

        var medians = runs.Select(run => run.OrderBy(turn => turn.PerSecond).ElementAt(run.Count / 2)).ToList();
        for (var i = 0; i < targets.Count; i++)
        {
            Print(call, targets[i], medians[i]);
        }

        return medians;
    }

    private async Task<LoadRun> MeasureAsync(ApiCall call, ApiTarget target, CancellationToken cancellationToken)
    {
        await LoadRun.RunAsync(target.Client, call.Request, connections, WarmUp, cancellationToken);
        return await LoadRun.RunAsync(target.Client, call.Request, connections, duration, cancellationToken);
    }

    private static void Print(ApiCall call, ApiTarget target, LoadRun result) =>
        Console.WriteLine($"{call.Name,-32}{target.Name,-10}{result.PerSecond,12:F0}{result.P50Ms,10:F2}{result.P99Ms,10:F2}{result.Failed,8}");
}
