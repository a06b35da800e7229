using System.Globalization;
using Microsoft.Playwright;

namespace Kubrick.Benchmarks.Live;

/// <summary>A clock goes from one browser's camera over the whole system to another browser's screen, through the product's own pages.</summary>
internal static class GlassBenchmark
{
    private const string Help = """
        ./kubrick bench glass [--height 480|720|1080] [--seconds S] [--warm-up S]

          --height N    the picture's height (720). Two browsers that draw, encode and decode in software need more than two cores for
                        720: where pictures wait for a core inside the recorder's browser, that is what is measured.
          --seconds S   how long the clock is read (30)
          --warm-up S   how long the player has to settle before that (20)
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
        // Two browsers: one that works hard must not hold up the other's pictures.
        await using var near = await BenchmarkBrowser.StartAsync();
        await using var far = await BenchmarkBrowser.StartAsync();

        var recorder = await near.OpenAsync(new Uri(origin, "/record?recorderName=Clock"), ClockPicture.Camera);
        await recorder.GetByLabel("Quality").SelectOptionAsync(string.Create(CultureInfo.InvariantCulture, $"{options["height"]}p"));
        await recorder.GetByRole(AriaRole.Switch, new() { Name = "Stream live" }).CheckAsync();
        await recorder.GetByRole(AriaRole.Button, new() { Name = "Start recording" }).ClickAsync();
        await recorder.Locator("[data-testid=live-state][data-state=live]").WaitForAsync();

        var viewer = await far.OpenAsync(new Uri(origin, "/streams"));
        await viewer.GetByRole(AriaRole.Button, new() { NameRegex = new("^Watch") }).First.ClickAsync();
        await viewer.Locator("[data-testid=stream-player][data-state=playing]").WaitForAsync();
        await Task.Delay(TimeSpan.FromSeconds(options["warm-up"]), cancellationToken);
        await viewer.EvaluateAsync(ClockPicture.Reader);
        await Task.Delay(TimeSpan.FromSeconds(options["seconds"]), cancellationToken);
        var read = await viewer.EvaluateAsync<double[]>("() => window.glassToGlass");
        var unreadable = await viewer.EvaluateAsync<int>("() => window.unreadable");
        var shown = await viewer.Locator("[data-testid=stream-player]").GetAttributeAsync("data-latency-ms");
        await recorder.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await recorder.Locator("[data-testid=streamed]").WaitForAsync();

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"glass to glass, ms   p50 {Percentiles.At(read, 0.5):F0}   p95 {Percentiles.At(read, 0.95):F0}   min {read.DefaultIfEmpty(double.NaN).Min():F0}   max {read.DefaultIfEmpty(double.NaN).Max():F0}   of {read.Length} pictures ({unreadable} could not be read); the player says {shown}"));
        return read.Length > 0 ? 0 : 1;
    }
}
