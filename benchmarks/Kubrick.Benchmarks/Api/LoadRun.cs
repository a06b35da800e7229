using System.Diagnostics;

namespace Kubrick.Benchmarks.Api;

/// <summary>One measurement: a number of connections that each send requests one after the other.</summary>
/// <param name="PerSecond">Completed requests per second.</param>
/// <param name="P50Ms">The median latency to the end of the response, in milliseconds.</param>
/// <param name="P99Ms">The 99th percentile of the latency, in milliseconds.</param>
/// <param name="Failed">The number of responses with an error status.</param>
internal sealed record LoadRun(double PerSecond, double P50Ms, double P99Ms, int Failed)
{
    /// <summary>Sends requests for <paramref name="duration"/>; each connection sends at least one.</summary>
    public static async Task<LoadRun> RunAsync(
        HttpClient client, Func<HttpRequestMessage> request, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(ConnectionAsync, cancellationToken)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var latencies = all.SelectMany(connection => connection.Latencies).Order().ToArray();
        return new LoadRun(latencies.Length / seconds, latencies[latencies.Length / 2], latencies[(int)(latencies.Length * 0.99)], all.Sum(connection => connection.Failed));

        async Task<(List<double> Latencies, int Failed)> ConnectionAsync()
        {
            var latencies = new List<double>();
            var failed = 0;
            do
            {
                using var message = request();
                var sent = Stopwatch.GetTimestamp();
                using var response = await client.SendAsync(message, HttpCompletionOption.ResponseContentRead, cancellationToken);
                latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                failed += response.IsSuccessStatusCode ? 0 : 1;
            }
            while (Stopwatch.GetElapsedTime(start) < duration);

            return (latencies, failed);
        }
    }
}
