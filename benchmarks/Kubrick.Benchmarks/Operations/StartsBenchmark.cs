using System.Diagnostics;

namespace Kubrick.Benchmarks.Operations;

/// <summary>Starts and stops the whole system repeatedly.</summary>
internal static class StartsBenchmark
{
    private const string Help = """
        ./kubrick bench starts [--count N]

          --count N   number of starts (20)
        """;

    public static async Task<int?> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = new BenchmarkArguments(Help, ("count", 20, 1, 1000));
        if (options.Read(arguments) is { } done)
        {
            return done;
        }

        var (count, failed) = ((int)options["count"], 0);
        Console.WriteLine($"{"start",5}{"healthy s",12}{"stopped s",12}  result");
        for (var i = 1; i <= count && !cancellationToken.IsCancellationRequested; i++)
        {
            var (healthy, stopped, fault) = await StartAndStopAsync(cancellationToken);
            failed += fault is null ? 0 : 1;
            Console.WriteLine($"{i,5}{healthy.TotalSeconds,12:F1}{stopped.TotalSeconds,12:F1}  {fault ?? "ok"}");
        }

        Console.WriteLine($"{failed} of {count} failed.");
        return failed == 0 ? 0 : 1;
    }

    private static async Task<(TimeSpan Healthy, TimeSpan Stopped, string? Fault)> StartAndStopAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var (healthy, stopping) = (TimeSpan.Zero, start);
        try
        {
            await using (var system = await KubrickSystem.StartAsync(cancellationToken))
            {
                healthy = Stopwatch.GetElapsedTime(start);
                var gateway = system.Gateway;
                foreach (var path in new[] { "/", "/api/recordings", "/health" })
                {
                    using var response = await gateway.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
                    response.EnsureSuccessStatusCode();
                }

                stopping = Stopwatch.GetTimestamp();
            }

            var left = Children();
            return (healthy, Stopwatch.GetElapsedTime(stopping), left.Count == 0 ? null : $"left running: {string.Join(", ", left)}");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (healthy, Stopwatch.GetElapsedTime(stopping), exception.Message);
        }
    }

    /// <summary>The running child processes of this process, without zombies.</summary>
    private static List<string> Children() =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), out _)
           let status = ReadOrNothing(Path.Combine(folder, "stat"))
           let fields = status[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
           where fields.Length > 1 && fields[0] != "Z" && fields[1] == Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)
           select status.Split(')')[0] + ")",
    ];

    private static string ReadOrNothing(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // The process exited in the meantime.
            return "";
        }
    }
}
