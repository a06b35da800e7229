using System.Net.Http.Json;
using System.Text.Json;

namespace Kubrick.Benchmarks.Api;

/// <summary>Measures throughput and latency of the API on the whole running system, with a full library.</summary>
internal static class ApiBenchmark
{
    private const int Warmup = 200;

    // Another server with the same routes, for comparison in the same run.
    private const string CompareVariable = "KUBRICK_BENCH_COMPARE";

    // PostgreSQL plans by statistics, which it collects once a minute.
    private static readonly TimeSpan StatisticsDelay = TimeSpan.FromSeconds(70);
    private static readonly TimeSpan CompareTimeout = TimeSpan.FromMinutes(10);

    private const string Help = """
        ./kubrick bench api [--recordings N] [--seconds S] [--connections N]

          --recordings N    recordings in the library (100000)
          --seconds S       duration of each measurement in seconds (5)
          --connections N   connections at the same time (4)

          KUBRICK_BENCH_COMPARE is the address of another server with the same routes, such as http://127.0.0.1:3000. The
          benchmark prints the database's address, waits for the other server, and measures list and get of both.
        """;

    public static async Task<int?> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = new BenchmarkArguments(Help, ("recordings", 100_000, 1, 1_000_000), ("seconds", 5, 0.1, 600), ("connections", 4, 1, 256));
        if (options.Read(arguments) is { } done)
        {
            return done;
        }

        var load = new ApiLoad(TimeSpan.FromSeconds(options["seconds"]), (int)options["connections"], Warmup);
        Console.WriteLine("Starting the system …");
        await using var system = await KubrickSystem.StartAsync(cancellationToken);
        using var service = system.Client("recordings");
        var database = await system.ConnectionStringAsync("kubrick", cancellationToken);

        Console.WriteLine($"Storing {options["recordings"]} recordings in {database} …");
        var ids = await ApiLibrary.FillAsync(database, (int)options["recordings"], cancellationToken);
        await Task.Delay(StatisticsDelay, cancellationToken);

        ApiLoad.PrintHeader();
        foreach (var call in ApiCall.All(ids))
        {
            await load.RunAsync(call, "service", service, cancellationToken);
            await load.RunAsync(call, "gateway", system.Gateway, cancellationToken);
        }

        if (Environment.GetEnvironmentVariable(CompareVariable) is { Length: > 0 } address)
        {
            await CompareAsync(new Uri(address), ids, system.Gateway, service, load, cancellationToken);
        }

        return 0;
    }

    private static async Task CompareAsync(Uri address, IReadOnlyList<string> ids, HttpClient gateway, HttpClient service, ApiLoad load, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler();
        using var other = new HttpClient(handler) { BaseAddress = address };
        Console.WriteLine($"\nWaiting for {address} …");
        var otherIds = await WaitForIdsAsync(other, cancellationToken);
        ApiLoad.PrintHeader();
        foreach (var (own, others) in ApiCall.Compared(ids).Zip(ApiCall.Compared(otherIds)))
        {
            await load.RunAsync(own, "service", service, cancellationToken);
            await load.RunAsync(own, "gateway", gateway, cancellationToken);
            await load.RunAsync(others, "other", other, cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<string>> WaitForIdsAsync(HttpClient other, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(CompareTimeout);
        while (true)
        {
            try
            {
                var list = await other.GetFromJsonAsync<JsonElement>(new Uri("/api/recordings?page[size]=100", UriKind.Relative), timeout.Token);
                if (list.GetProperty("data") is { ValueKind: JsonValueKind.Array } data && data.GetArrayLength() > 0)
                {
                    return [.. data.EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
                }
            }
            catch (HttpRequestException)
            {
            }

            await Task.Delay(TimeSpan.FromSeconds(1), timeout.Token);
        }
    }
}
