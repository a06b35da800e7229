using System.Diagnostics;

namespace Kubrick.Benchmarks.Api;

/// <summary>One measurement: a number of connections that each send requests one after the other.</summary>
/// <param name="PerSecond">Completed requests per second.</param>
/// <param name="P50Ms">The median latency to the end of the response, in milliseconds.</param>
/// <param name="P99Ms">The 99th percentile of the latency, in milliseconds.</param>
/// <param name="Failed">The number of responses with an error status.</param>
internal sealed record LoadRun(double PerSecond, double P50Ms, double P99Ms, int Failed)
{
    /// <summary>Runs for <paramref name="duration"/>, or until <paramref name="requests"/> requests were sent.</summary>
    public static async Task<LoadRun> RunAsync(
        HttpClient client,
        Func<HttpRequestMessage> request,
        int connections,
        int? requests,
        TimeSpan duration,
        CancellationToken cancellationToken)
    {
        var left = requests ?? int.MaxValue;
        var start = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(ConnectionAsync, cancellationToken)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var latencies = all.SelectMany(connection => connection.Latencies).Order().ToArray();
        return new LoadRun(
            latencies.Length / seconds,
            latencies.Length == 0 ? 0 : latencies[latencies.Length / 2],
            latencies.Length == 0 ? 0 : latencies[(int)(latencies.Length * 0.99)],
            all.Sum(connection => connection.Failed));

        async Task<(List<double> Latencies, int Failed)> ConnectionAsync()
        {
            var latencies = new List<double>();
            var failed = 0;
            while (Interlocked.Decrement(ref left) >= 0 && (requests is not null || Stopwatch.GetElapsedTime(start) < duration))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var message = request();
                var sent = Stopwatch.GetTimestamp();
                using var response = await client.SendAsync(message, HttpCompletionOption.ResponseContentRead, cancellationToken);
                latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                failed += response.IsSuccessStatusCode ? 0 : 1;
            }

            return (latencies, failed);
        }
    }
}
