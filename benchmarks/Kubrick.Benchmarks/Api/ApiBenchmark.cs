using System.Diagnostics;
using System.Globalization;

namespace Kubrick.Benchmarks.Api;

/// <summary>Measures throughput and latency of the API on the whole running system, with a full library.</summary>
internal static class ApiBenchmark
{
    private const int Rounds = 3;

    // PostgreSQL plans by statistics, which it collects once a minute.
    private static readonly TimeSpan StatisticsDelay = TimeSpan.FromSeconds(70);

    private const string Help = """
        ./kubrick bench api [--recordings N] [--seconds S] [--connections N] [--against URL] [--provider local|s3]

          --recordings N    recordings in the library (100000)
          --seconds S       duration of each measurement in seconds (5)
          --connections N   connections at the same time (4)
          --against URL     another server with the same routes, such as http://127.0.0.1:3001, that list and get are compared with. It must use
                            the same database: start it when this benchmark has printed the address and waits for it
          --provider P      the storage provider that the recordings name, so that their URLs are signed as there (local)

        Prints requests per second, p50 and p99 of every kind of list and search, of get and of create, directly to the service and through
        the gateway. List and get are also sent through a bare proxy, which is the gateway's library with nothing around it.
        """;

    public static async Task<int?> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = new BenchmarkArguments(Help, ("recordings", 100_000, 1, 1_000_000), ("seconds", 5, 0.1, 600), ("connections", 4, 1, 256))
        {
            Texts = new Dictionary<string, Func<string, bool>>
            {
                ["against"] = text => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp,
                ["provider"] = text => text is "local" or "s3",
            },
        };
        if (options.Read(arguments) is { } done)
        {
            return done;
        }

        var provider = options.Text("provider") ?? "local";
        var load = new ApiLoad(TimeSpan.FromSeconds(options["seconds"]), (int)options["connections"]);
        Console.WriteLine("Starting the system …");
        await using var system = await KubrickSystem.StartAsync(cancellationToken, $"--Storage:Provider={provider}");
        var database = await system.ConnectionStringAsync("kubrick", cancellationToken);

        Console.WriteLine($"Storing {options["recordings"]} recordings in {database} …");
        var start = Stopwatch.GetTimestamp();
        var ids = await ApiLibrary.FillAsync(database, (int)options["recordings"], provider, cancellationToken);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Stored and indexed in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s. Waiting {StatisticsDelay.TotalSeconds} s for the database's statistics …"));
        await Task.Delay(StatisticsDelay, cancellationToken);

        using var service = ApiTarget.Service(system, "recordings");
        using var gateway = ApiTarget.Gateway(system);
        await using var proxy = await BareProxy.StartAsync(service.Address, cancellationToken);
        using var bare = new ApiTarget("bare", proxy.Address);
        using var other = options.Text("against") is { } address ? await OtherServer.WaitAsync(new Uri(address), ids, service, cancellationToken) : null;

        ApiLoad.PrintHeader();
        var compared = new List<(ApiCall Call, IReadOnlyList<LoadRun> Runs)>();
        foreach (var call in ApiCall.Compared(ids))
        {
            compared.Add((call, await load.CompareAsync(call, [service, gateway, bare, .. other is null ? Array.Empty<ApiTarget>() : [other]], Rounds, cancellationToken)));
        }

        var lists = new Dictionary<string, LoadRun> { [ApiCall.FirstPage] = compared[0].Runs[0] };
        foreach (var call in ApiCall.Others((int)options["recordings"]))
        {
            var run = await load.RunAsync(call, service, cancellationToken);
            await load.RunAsync(call, gateway, cancellationToken);
            if (call.IsList)
            {
                lists[call.Name] = run;
            }
        }

        Report(compared, lists, (int)options["connections"]);
        return 0;
    }

    private static void Report(List<(ApiCall Call, IReadOnlyList<LoadRun> Runs)> compared, Dictionary<string, LoadRun> lists, int connections)
    {
        Console.WriteLine();
        foreach (var (call, runs) in compared)
        {
            var (service, gateway, bare) = (runs[0].PerSecond, runs[1].PerSecond, runs[2].PerSecond);
            Line($"{call.Name}: {gateway / service:P0} of the service's requests per second through the gateway, {bare / service:P0} through a bare proxy; the gateway reaches {gateway / bare:P0} of the bare proxy");
            if (runs.Count > 3)
            {
                Line($"{call.Name}: the service answers {service / runs[3].PerSecond:F1} times as many requests per second as the other server, through the gateway {gateway / runs[3].PerSecond:F1} times");
            }
        }

        var (slowest, run) = lists.MaxBy(list => list.Value.P99Ms);
        Line($"p99 at {connections} connections, ms: first page {lists[ApiCall.FirstPage].P99Ms:F1}, page 1000 {lists[ApiCall.DeepPage].P99Ms:F1}, the slowest of {lists.Count} lists and searches ({slowest}) {run.P99Ms:F1}; the aim is 50 each");
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
