using Kubrick.Benchmarks.Api;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, signal) =>
{
    signal.Cancel = true;
    stop.Cancel();
};

switch (args)
{
    case ["api", .. var rest] when ApiBenchmarkOptions.TryParse(rest, out var options, out var fault):
        return await ApiBenchmark.RunAsync(options, stop.Token);
    case ["api", .. var rest] when !ApiBenchmarkOptions.TryParse(rest, out _, out var fault):
        await Console.Error.WriteLineAsync(fault);
        return 64;
    case [] or ["--help"] or ["-h"]:
        Console.WriteLine("""
            ./kubrick bench NAME [options]

              api    requests per second, p50 and p99 of list, get and create, with 1 and 16 connections,
                     straight to the service and through the gateway
            """);
        return 0;
    default:
        await Console.Error.WriteLineAsync($"There is no benchmark '{args[0]}'; ./kubrick bench --help lists them.");
        return 64;
}
