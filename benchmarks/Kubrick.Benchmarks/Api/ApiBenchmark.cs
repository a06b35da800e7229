using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Kubrick.Benchmarks.Api;

/// <summary>Measures throughput and latency of the API on the whole running system.</summary>
internal static class ApiBenchmark
{
    private const int Warmup = 200;

    private const string Help = """
        ./kubrick bench api [--recordings N] [--seconds S]

          --recordings N   recordings in the library (10000)
          --seconds S      duration of each measurement in seconds (5)
        """;

    public static async Task<int?> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = new BenchmarkArguments(Help, ("recordings", 10_000, 1, 1_000_000), ("seconds", 5, 0.1, 600));
        if (options.Read(arguments) is { } done)
        {
            return done;
        }

        var (recordings, duration) = ((int)options["recordings"], TimeSpan.FromSeconds(options["seconds"]));
        Console.WriteLine("Starting the system …");
        await using var system = await KubrickSystem.StartAsync(cancellationToken);
        using var service = system.Client("recordings");
        var gateway = system.Gateway;

        Console.WriteLine($"Creating {recordings} recordings …");
        var ids = await CreateAllAsync(service, recordings, cancellationToken);

        Console.WriteLine();
        Console.WriteLine($"{"call",-8}{"target",-10}{"connections",12}{"requests/s",12}{"p50 ms",10}{"p99 ms",10}{"failed",8}");
        foreach (var (call, request) in Calls(ids))
        {
            foreach (var connections in new[] { 1, 16 })
            {
                foreach (var (target, client) in new[] { ("service", service), ("gateway", gateway) })
                {
                    await LoadRun.RunAsync(client, request, connections, requests: Warmup, duration, cancellationToken);
                    var result = await LoadRun.RunAsync(client, request, connections, requests: null, duration, cancellationToken);
                    Console.WriteLine($"{call,-8}{target,-10}{connections,12}{result.PerSecond,12:F0}{result.P50Ms,10:F2}{result.P99Ms,10:F2}{result.Failed,8}");
                }
            }
        }

        return 0;
    }

    private static IEnumerable<(string Call, Func<HttpRequestMessage> Request)> Calls(IReadOnlyList<string> ids)
    {
        var next = 0;
        yield return ("list", () => new HttpRequestMessage(HttpMethod.Get, new Uri("/api/recordings", UriKind.Relative)));
        yield return ("get", () => new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/recordings/{ids[(Interlocked.Increment(ref next) & int.MaxValue) % ids.Count]}", UriKind.Relative)));
        yield return ("create", () => Create(Interlocked.Increment(ref next)));
    }

    private static HttpRequestMessage Create(int number) => new(HttpMethod.Post, new Uri("/api/recordings", UriKind.Relative))
    {
        Content = new StringContent(
            JsonSerializer.Serialize(new
            {
                data = new
                {
                    type = "recordings",
                    attributes = new { title = $"Recording {number}", recorderName = $"Recorder {number % 100}", playbackFormat = "video", metadata = new { number } },
                },
            }),
            Encoding.UTF8,
            "application/vnd.api+json"),
    };

    private static async Task<IReadOnlyList<string>> CreateAllAsync(HttpClient client, int count, CancellationToken cancellationToken)
    {
        var ids = new string[count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
            async (number, cancel) =>
            {
                using var request = Create(number);
                using var response = await client.SendAsync(request, cancel);
                response.EnsureSuccessStatusCode();
                var created = await response.Content.ReadFromJsonAsync<JsonElement>(cancel);
                ids[number] = created.GetProperty("data").GetProperty("id").GetString()!;
            });
        return ids;
    }
}
