using System.Diagnostics;

namespace Kubrick.Benchmarks.Api;

/// <summary>One measurement: a number of connections that each send requests one after the other.</summary>
/// <param name="PerSecond">Successful requests per second.</param>
/// <param name="P50Ms">The median latency to the end of the response, in milliseconds.</param>
/// <param name="P99Ms">The 99th percentile of the latency, in milliseconds.</param>
/// <param name="Failed">The number of responses with an error status, and of requests without a response in time.</param>
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
        var failed = all.Sum(connection => connection.Failed);
        return new LoadRun((latencies.Length - failed) / seconds, latencies[latencies.Length / 2], latencies[(int)(latencies.Length * 0.99)], failed);

        async Task<(List<double> Latencies, int Failed)> ConnectionAsync()
        {
            var elapsed = new List<double>();
            var unanswered = 0;
            do
            {
                using var message = request();
                var sent = Stopwatch.GetTimestamp();
                unanswered += await SucceedsAsync(client, message, cancellationToken) ? 0 : 1;
                elapsed.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }
            while (Stopwatch.GetElapsedTime(start) < duration);

            return (elapsed, unanswered);
        }
    }

    private static async Task<bool> SucceedsAsync(HttpClient client, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseContentRead, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // No connection, or the client's timeout: one slow server must not end the measurement of the others.
            return false;
        }
    }
}
