using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Kubrick.Browser.Tests;

/// <summary>A user's steps with an interview, and access to the stored recording.</summary>
internal sealed class Interview(KubrickSystem system)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task RecordAsync(Tab tab, int seconds)
    {
        await tab.Button("Start recording").ClickAsync();
        // At least so long: a busy machine may not look at every second.
        await tab.Page.WaitForFunctionAsync(
            "seconds => (document.querySelector('[role=timer]')?.textContent ?? '').split(':').reduce((sum, part) => 60 * sum + Number(part), 0) >= seconds",
            seconds,
            new() { Timeout = 60_000 });
    }

    /// <summary>Waits until the page reports the recording as uploaded; returns size and hash of MediaRecorder's output.</summary>
    public static async Task<(long Bytes, string Sha256)> WaitUntilUploadedAsync(Tab tab)
    {
        var uploaded = tab.Page.Locator("[data-sha256]");
        await uploaded.WaitForAsync(new() { Timeout = 60_000 });
        var sha256 = await uploaded.GetAttributeAsync("data-sha256");
        var bytes = await uploaded.GetAttributeAsync("data-bytes");
        return (long.Parse(bytes!, CultureInfo.InvariantCulture), sha256!.ToUpperInvariant());
    }

    public static async Task AssertPlaysAsync(Tab tab)
    {
        var video = tab.Page.Locator("dialog video, [role=dialog] video");
        await video.WaitForAsync();
        await tab.Page.WaitForFunctionAsync(
            "() => { const v = document.querySelector('dialog video, [role=dialog] video'); if (v.paused) v.play(); return v.currentTime > 2 && v.getVideoPlaybackQuality().totalVideoFrames > 30; }",
            null,
            new() { Timeout = 60_000 });
    }

    /// <summary>Jumps to the middle of the video, as a click on the middle of its bar does, and asserts that it is there.</summary>
    public static async Task AssertSeeksAsync(Tab tab)
    {
        await tab.Page.WaitForFunctionAsync("() => Number.isFinite(document.querySelector('dialog video, [role=dialog] video').duration)", null, new() { Timeout = 60_000 });
        var offset = await tab.Page.EvaluateAsync<double>(
            """
            async () => {
              const video = document.querySelector('dialog video, [role=dialog] video');
              video.pause();
              const middle = video.duration / 2;
              const seeked = new Promise(resolve => video.addEventListener('seeked', resolve, { once: true }));
              video.currentTime = middle;
              await seeked;
              return Math.abs(video.currentTime - middle);
            }
            """);
        Assert.InRange(offset, 0, 0.1);
    }

    /// <summary>Waits until the server has compared the hash and made a seekable copy and a picture.</summary>
    public Task<JsonElement> WaitUntilProcessedAsync(string title) => WaitUntilProcessedAsync(() => FindAsync(title));

    /// <summary>The same for the recorder's newest recording.</summary>
    public Task<JsonElement> WaitUntilNewestIsProcessedAsync(string recorder) => WaitUntilProcessedAsync(() => NewestOfAsync(recorder));

    private static async Task<JsonElement> WaitUntilProcessedAsync(Func<Task<JsonElement>> find)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        // Processing has a low priority.
        timeout.CancelAfter(TimeSpan.FromMinutes(3));
        while (true)
        {
            var recording = await find();
            if (recording.GetProperty("processing") is { ValueKind: JsonValueKind.Object } processing && processing.GetProperty("state").GetString() is not ("queued" or "running"))
            {
                Assert.Equal("done", processing.GetProperty("state").GetString());
                return recording;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), timeout.Token);
        }
    }

    public async Task<JsonElement> FindAsync(string title)
    {
        var list = await system.Gateway.GetFromJsonAsync<JsonElement>(new Uri("/api/recordings?page[size]=100", UriKind.Relative), Cancel);
        return list.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("attributes")).Single(item => item.GetProperty("title").GetString() == title);
    }

    /// <summary>Waits for the status <c>ready</c>, which the end of a stream sets asynchronously.</summary>
    public async Task<JsonElement> WaitUntilReadyAsync(string title)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var recording = await FindAsync(title);
            if (recording.GetProperty("status").GetString() == "ready")
            {
                return recording;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), timeout.Token);
        }
    }

    public async Task<JsonElement> NewestOfAsync(string recorder) => (await NewestResourceOfAsync(recorder)).GetProperty("attributes");

    /// <summary>The numbers of the parts that the server has of the recorder's newest recording.</summary>
    public async Task<IReadOnlyList<int>> PartsOnServerAsync(string recorder)
    {
        var id = (await NewestResourceOfAsync(recorder)).GetProperty("id").GetString();
        var progress = await system.Gateway.GetFromJsonAsync<JsonElement>(new Uri($"/api/upload/{id}", UriKind.Relative), Cancel);
        return [.. progress.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("partNumber").GetInt32())];
    }

    private async Task<JsonElement> NewestResourceOfAsync(string recorder)
    {
        var list = await system.Gateway.GetFromJsonAsync<JsonElement>(new Uri($"/api/recordings?filter[recorderName]={recorder}", UriKind.Relative), Cancel);
        return list.GetProperty("data")[0];
    }

    public async Task<string> Sha256OfVideoAsync(JsonElement recording)
    {
        var bytes = await system.Gateway.GetByteArrayAsync(new Uri(recording.GetProperty("originalUrl").GetString()!), Cancel);
        return Convert.ToHexString(SHA256.HashData(bytes));
    }
}
