using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Kubrick.Benchmarks.Uploads;

/// <summary>Records in the app on a link that is a multiple of the recording's bitrate, and measures the time from Stop until the recording is ready on the server.</summary>
internal static class LinkBenchmark
{
    private const int CalibrationSeconds = 15;
    private const int LinkTestBytes = 1 << 20;
    private const double Mbit = 1e6 / 8;

    private static readonly double[] Factors = [5, 1.5];
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Measures the bitrate, and then a recording on each link.</summary>
    public static async Task RunAsync(KubrickSystem system, TimeSpan length, CancellationToken cancellationToken)
    {
        var calibration = await RecordAsync(system, TimeSpan.FromSeconds(CalibrationSeconds), bytesPerSecond: null, cancellationToken);
        var bitrate = calibration.Bytes / calibration.Recorded.TotalSeconds;
        Line($"\nFrom Stop to ready. {length.TotalSeconds:F0} s of 720p, {bitrate / Mbit:F2} Mbit/s in a first recording");
        foreach (var factor in Factors)
        {
            var run = await RecordAsync(system, length, factor * bitrate, cancellationToken);
            var link = run.LinkSpeed;
            Line($"link of {factor} x the bitrate: {link / Mbit:F2} Mbit/s measured, {link / (run.Bytes / run.Recorded.TotalSeconds):F2} x this recording's {run.Bytes / run.Recorded.TotalSeconds / Mbit:F2} Mbit/s");
            Line($"  ready {run.Ready.TotalSeconds:F1} s after Stop; {run.Left / 1e6:F2} of {run.Bytes / 1e6:F2} MB were not stored then, which take {run.Left / link:F1} s on this link; one part of {run.PartBytes / 1e6:F2} MB takes {run.PartBytes / link:F1} s");
            Line($"  the aim is {(factor >= 5 ? "5 s" : string.Create(CultureInfo.InvariantCulture, $"one part and 2 s: {(run.PartBytes / link) + 2:F1} s"))}");
        }
    }

    private static async Task<Run> RecordAsync(KubrickSystem system, TimeSpan length, double? bytesPerSecond, CancellationToken cancellationToken)
    {
        var api = new UploadApi(system.Gateway);
        var recorder = $"Bench{Guid.NewGuid().ToString("N")[..8]}";
        await using var profile = await BrowserProfile.StartAsync(system.Gateway.BaseAddress!, UploadScripts.Camera);
        var page = await profile.OpenAsync($"/record?recorderName={recorder}");
        if (bytesPerSecond is { } limit)
        {
            await BrowserProfile.LimitAsync(page, limit);
        }

        var (partBytes, linkSpeed) = await LinkSpeedAsync(api, page, cancellationToken);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start recording", Exact = true }).ClickAsync();
        var startedAt = Stopwatch.GetTimestamp();
        var timeout = (float)(length + TimeSpan.FromMinutes(2)).TotalMilliseconds;
        await page.WaitForFunctionAsync(UploadScripts.HasRecorded, length.TotalSeconds, new() { Timeout = timeout }).WaitAsync(cancellationToken);
        var id = await api.NewestOfAsync(recorder, cancellationToken);
        var stored = await api.ReceivedBytesAsync(id, cancellationToken);

        var stoppedAt = Stopwatch.GetTimestamp();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        var bytes = await ReadyAsync(api, id, cancellationToken);
        var ready = Stopwatch.GetElapsedTime(stoppedAt);
        await api.DeleteAsync(id, cancellationToken);
        return new Run(ready, Stopwatch.GetElapsedTime(startedAt, stoppedAt), bytes, bytes - stored, partBytes, linkSpeed);
    }

    /// <summary>The size of a part in bytes, and how many bytes per second the page can send to the storage.</summary>
    private static async Task<(int PartBytes, double BytesPerSecond)> LinkSpeedAsync(UploadApi api, IPage page, CancellationToken cancellationToken)
    {
        var id = await api.CreateAsync("Bench", cancellationToken);
        var partBytes = await api.OpenAsync(id, fileSize: null, cancellationToken);
        var url = await api.SignAsync(id, 1, cancellationToken);
        var speed = await page.EvaluateAsync<double>(UploadScripts.LinkSpeed, new object[] { url, LinkTestBytes }).WaitAsync(cancellationToken);
        await api.DiscardAsync(id, cancellationToken);
        return (partBytes, speed);
    }

    /// <summary>Waits until the server says that the recording is ready; returns its bytes.</summary>
    /// <exception cref="TimeoutException">It took too long.</exception>
    private static async Task<long> ReadyAsync(UploadApi api, string id, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(startedAt) < ReadyTimeout)
        {
            if (await api.FindAsync(id, cancellationToken) is { Status: "ready", Bytes: var bytes })
            {
                return bytes;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }

        throw new TimeoutException($"Recording {id} was not ready {ReadyTimeout.TotalMinutes} minutes after Stop.");
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>One recording.</summary>
    /// <param name="Ready">From Stop until it was ready.</param>
    /// <param name="Recorded">How long was recorded.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="Left">What the storage did not have at Stop, in bytes, including what the encoder added.</param>
    /// <param name="PartBytes">The size of a part.</param>
    /// <param name="LinkSpeed">What the page can send, in bytes per second.</param>
    private sealed record Run(TimeSpan Ready, TimeSpan Recorded, long Bytes, long Left, int PartBytes, double LinkSpeed);
}
