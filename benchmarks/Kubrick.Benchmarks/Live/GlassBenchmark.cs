using System.Globalization;
using Microsoft.Playwright;

namespace Kubrick.Benchmarks.Live;

/// <summary>Measures glass-to-glass latency: a clock passes from one browser's camera through the whole system to another browser's screen.</summary>
internal static class GlassBenchmark
{
    private const string Help = """
        ./kubrick bench glass [--height 480|720|1080] [--seconds S] [--warm-up S]

          --height N    height of the video (720). At 720, two browsers that render, encode and decode in software need more than two
                        cores; with fewer, the result includes frames that wait for a core in the recorder's browser.
          --seconds S   duration of the measurement in seconds (30)
          --warm-up S   seconds before the measurement in which the player stabilizes (20)
        """;

    public static async Task<int?> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = new BenchmarkArguments(Help, ("seconds", 30, 5, 600), ("warm-up", 20, 0, 600), ("height", 720, 480, 1080));
        if (options.Read(arguments) is { } done)
        {
            return done;
        }

        await using var system = await KubrickSystem.StartAsync(cancellationToken);
        var gateway = system.Gateway;
        var origin = gateway.BaseAddress!;
        // Two browsers: a busy one must not delay the frames of the other.
        await using var near = await BenchmarkBrowser.StartAsync();
        await using var far = await BenchmarkBrowser.StartAsync();

        var recorder = await near.OpenAsync(new Uri(origin, "/record?recorderName=Clock"), ClockVideo.Camera);
        await recorder.GetByLabel("Quality").SelectOptionAsync(string.Create(CultureInfo.InvariantCulture, $"{options["height"]}p"));
        await recorder.GetByRole(AriaRole.Switch, new() { Name = "Stream live" }).CheckAsync();
        await recorder.GetByRole(AriaRole.Button, new() { Name = "Start recording" }).ClickAsync();
        await recorder.Locator("[data-testid=live-state][data-state=live]").WaitForAsync();

        var viewer = await far.OpenAsync(new Uri(origin, "/streams"));
        await viewer.GetByRole(AriaRole.Button, new() { NameRegex = new("^Watch") }).First.ClickAsync();
        await viewer.Locator("[data-testid=stream-player][data-state=playing]").WaitForAsync();
        await Task.Delay(TimeSpan.FromSeconds(options["warm-up"]), cancellationToken);
        await viewer.EvaluateAsync(ClockVideo.Reader);
        await Task.Delay(TimeSpan.FromSeconds(options["seconds"]), cancellationToken);
        var read = await viewer.EvaluateAsync<double[]>("() => window.glassToGlass");
        var unreadable = await viewer.EvaluateAsync<int>("() => window.unreadable");
        var reported = await viewer.Locator("[data-testid=stream-player]").GetAttributeAsync("data-latency-ms");
        await recorder.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await recorder.Locator("[data-testid=streamed]").WaitForAsync();

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"glass to glass, ms   p50 {Percentiles.At(read, 0.5):F0}   p95 {Percentiles.At(read, 0.95):F0}   min {read.DefaultIfEmpty(double.NaN).Min():F0}   max {read.DefaultIfEmpty(double.NaN).Max():F0}   of {read.Length} frames ({unreadable} unreadable); latency reported by the player: {reported} ms"));
        return read.Length > 0 ? 0 : 1;
    }
}
