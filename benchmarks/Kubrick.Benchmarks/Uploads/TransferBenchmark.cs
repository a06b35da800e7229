using System.Globalization;
using Kubrick.Benchmarks.Live;
using Microsoft.Playwright;

namespace Kubrick.Benchmarks.Uploads;

/// <summary>The app uploads a file that a crashed tab left behind; the same page sends the same bytes with bare requests. They take turns.</summary>
internal static class TransferBenchmark
{
    /// <summary>The most that all rounds together may store, in MiB: the S3 server keeps everything in memory.</summary>
    public const int MaxStored = 3500;

    /// <summary>As many as the app has.</summary>
    private const int Connections = 3;

    private const int WarmUpMegabytes = 16;
    private const double Megabyte = 1e6;
    private const double Mbit = 1e6 / 8;

    private static readonly TimeSpan UploadTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Measures, and prints a line for each round.</summary>
    /// <param name="system">The system.</param>
    /// <param name="megabytes">The size of the file in MiB.</param>
    /// <param name="rounds">The number of files.</param>
    /// <param name="link">What the page may send, in Mbit/s; null for what the machine can.</param>
    /// <param name="memory">The memory of the services that is printed with each round.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    public static async Task RunAsync(KubrickSystem system, int megabytes, int rounds, double? link, IReadOnlyList<MemoryWatch> memory, CancellationToken cancellationToken)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nUploads of {megabytes} MiB over {Connections} connections{(link is null ? "" : $" on a link of {link} Mbit/s")}, MB/s. sent: from the first PUT to the end of the last one; saved: until the app says so"));
        Console.WriteLine($"{"round",-8}{"bare",10}{"sent",10}{"saved",10}   memory in MiB");
        await RoundAsync(system, 0, Math.Min(megabytes, WarmUpMegabytes), link, cancellationToken);
        foreach (var watch in memory)
        {
            watch.Restart();
        }

        var all = new List<Round>();
        for (var number = 1; number <= rounds; number++)
        {
            var round = await RoundAsync(system, number, megabytes, link, cancellationToken);
            all.Add(round);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{number,-8}{round.Bare,10:F1}{round.Sent,10:F1}{round.Saved,10:F1}   {string.Join("; ", memory.Select(watch => watch.Describe()))}"));
        }

        var sent = Percentiles.At([.. all.Select(round => round.Sent / round.Bare)], 0.5);
        var saved = Percentiles.At([.. all.Select(round => round.Saved / round.Bare)], 0.5);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"The app sends at {sent:F2} times the speed of bare requests (the aim is 0.9), and is done at {saved:F2} times; medians of {rounds} rounds"));
    }

    private static async Task<Round> RoundAsync(KubrickSystem system, int number, int megabytes, double? link, CancellationToken cancellationToken)
    {
        var api = new UploadApi(system.Gateway);
        var recorder = $"Bench{Guid.NewGuid().ToString("N")[..8]}";
        await using var profile = await BrowserProfile.StartAsync(system.Gateway.BaseAddress!, UploadScripts.Before);
        // A page without the app.
        var page = await profile.OpenAsync("/health");
        await page.EvaluateAsync(UploadScripts.Prepare, new object[] { Guid.NewGuid().ToString(), recorder, megabytes }).WaitAsync(cancellationToken);
        if (link is { } limit)
        {
            await BrowserProfile.LimitAsync(page, limit * Mbit);
        }

        // Whoever comes first finds the servers colder.
        var isBareFirst = number % 2 == 0;
        var bare = isBareFirst ? await BareAsync(api, page, recorder, megabytes, cancellationToken) : 0;
        var (sent, saved) = await AppAsync(api, page, recorder, megabytes, cancellationToken);
        return new Round(isBareFirst ? bare : await BareAsync(api, page, recorder, megabytes, cancellationToken), sent, saved);
    }

    /// <summary>Sends the file with bare requests to URLs that were signed before; returns MB/s.</summary>
    private static async Task<double> BareAsync(UploadApi api, IPage page, string recorder, int megabytes, CancellationToken cancellationToken)
    {
        var bytes = (long)megabytes << 20;
        var id = await api.CreateAsync(recorder, cancellationToken);
        var partBytes = await api.OpenAsync(id, fileSize: null, cancellationToken);
        var urls = new List<string>();
        for (var start = 0L; start < bytes; start += partBytes)
        {
            urls.Add(await api.SignAsync(id, urls.Count + 1, cancellationToken));
        }

        var milliseconds = await page.EvaluateAsync<double>(UploadScripts.Bare, new object[] { urls.ToArray(), partBytes, Connections }).WaitAsync(cancellationToken);
        Check(bytes, await api.ReceivedBytesAsync(id, cancellationToken));
        await api.DiscardAsync(id, cancellationToken);
        return bytes / Megabyte / (milliseconds / 1000);
    }

    /// <summary>Opens the app, which uploads the file by itself; returns MB/s to the end of the last PUT, and to the end.</summary>
    private static async Task<(double Sent, double Saved)> AppAsync(UploadApi api, IPage page, string recorder, int megabytes, CancellationToken cancellationToken)
    {
        await page.GotoAsync("/library");
        var times = await page.EvaluateAsync<double[]>(UploadScripts.App, UploadTimeout.TotalMilliseconds).WaitAsync(cancellationToken);
        var bytes = (long)megabytes << 20;
        var id = await api.NewestOfAsync(recorder, cancellationToken);
        var (status, stored) = await api.FindAsync(id, cancellationToken);
        Check(bytes, status == "ready" ? stored : 0);
        await api.DeleteAsync(id, cancellationToken);
        return (bytes / Megabyte / (times[1] / 1000), bytes / Megabyte / (times[2] / 1000));
    }

    private static void Check(long sent, long stored)
    {
        if (stored != sent)
        {
            throw new InvalidOperationException($"The storage has {stored} of {sent} bytes.");
        }
    }

    /// <summary>The speeds of one file in MB/s.</summary>
    private sealed record Round(double Bare, double Sent, double Saved);
}
