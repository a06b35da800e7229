namespace Kubrick.Benchmarks.Api;

/// <summary>Measures one call after the other, and prints a line for each.</summary>
/// <param name="duration">How long each is measured.</param>
/// <param name="connections">How many connections send requests.</param>
/// <param name="warmup">Requests before the measurement.</param>
internal sealed class ApiLoad(TimeSpan duration, int connections, int warmup)
{
    public static void PrintHeader() => Console.WriteLine($"\n{"call",-26}{"target",-10}{"requests/s",12}{"p50 ms",10}{"p99 ms",10}{"failed",8}");

    public async Task RunAsync(ApiCall call, string target, HttpClient client, CancellationToken cancellationToken)
    {
        await LoadRun.RunAsync(client, call.Request, connections, warmup, duration, cancellationToken);
        var result = await LoadRun.RunAsync(client, call.Request, connections, requests: null, duration, cancellationToken);
        Console.WriteLine($"{call.Name,-26}{target,-10}{result.PerSecond,12:F0}{result.P50Ms,10:F2}{result.P99Ms,10:F2}{result.Failed,8}");
    }
}
