using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Kubrick.Benchmarks.Operations;

/// <summary>Kills each service and server of the running system and measures the time until the system is healthy again.</summary>
internal static class RecoveryBenchmark
{
    private const string Help = """
        ./kubrick bench recovery [--rounds N]

          --rounds N   how often each service and server is killed (3)
        """;

    private static readonly string[] Services = ["recordings", "uploads", "ingest", "transcoder", "playback", "web", "gateway"];
    private static readonly string[] Resources = [.. Services, "mongo", "messaging"];
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromSeconds(60);

    public static async Task<int?> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = new BenchmarkArguments(Help, ("rounds", 3, 1, 100));
        if (options.Read(arguments) is { } done)
        {
            return done;
        }

        Console.WriteLine("Starting the system …");
        await using var system = await KubrickSystem.StartAsync(cancellationToken);
        var gateway = system.Gateway;
        var services = Services.Select(service => system.Client(service)).ToList();
        Console.WriteLine($"{"killed",-12}{"serving s",16}{"healthy s",16}");
        for (var round = 0; round < (int)options["rounds"]; round++)
        {
            foreach (var resource in Resources)
            {
                var before = system.Processes.Of(resource);
                system.Processes.Kill(resource);
                var start = Stopwatch.GetTimestamp();
                await UntilAsync(() => Task.FromResult(system.Processes.Of(resource) is { Count: > 0 } now && !now.SequenceEqual(before)), start, cancellationToken);
                var serves = await UntilAsync(() => ServesAsync(gateway, cancellationToken), start, cancellationToken);
                var healthy = await UntilAsync(() => AreHealthyAsync(services, cancellationToken), start, cancellationToken);
                Console.WriteLine($"{resource,-12}{serves,16:F1}{healthy,16:F1}");
            }
        }

        services.ForEach(service => service.Dispose());
        return 0;
    }

    private static async Task<double> UntilAsync(Func<Task<bool>> condition, long start, CancellationToken cancellationToken)
    {
        while (Stopwatch.GetElapsedTime(start) < RecoveryTimeout)
        {
            try
            {
                if (await condition())
                {
                    return Stopwatch.GetElapsedTime(start).TotalSeconds;
                }
            }
            catch (HttpRequestException)
            {
                // The gateway is down.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }

        return double.NaN;
    }

    private static async Task<bool> ServesAsync(HttpClient gateway, CancellationToken cancellationToken)
    {
        foreach (var path in new[] { "/", "/api/recordings", "/api/upload/0123456789abcdef01234567" })
        {
            using var response = await gateway.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            if ((int)response.StatusCode >= 500)
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<bool> AreHealthyAsync(IEnumerable<HttpClient> services, CancellationToken cancellationToken)
    {
        foreach (var service in services)
        {
            using var response = await service.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
            if (!response.IsSuccessStatusCode
                || (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("status").GetString() != "healthy")
            {
                return false;
            }
        }

        return true;
    }
}
