using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Kubrick.Testing;
using Microsoft.Playwright;

namespace Kubrick.Browser.Tests;

/// <summary>A user's steps with an interview, and access to the stored recording.</summary>
internal sealed class Interview(KubrickSystem system)
{
    /// <summary>The seconds that the page's clock shows.</summary>
    private const string Clock = "(document.querySelector('[role=timer]')?.textContent ?? '').split(':').reduce((sum, part) => 60 * sum + Number(part), 0)";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A name that no other test uses.</summary>
    public static string NewRecorder(string name) => name + Guid.NewGuid().ToString("N")[..6];

    public static async Task RecordAsync(Tab tab, int seconds)
    {
        await tab.Button("Start recording").ClickAsync();
        await UntilClockShowsAsync(tab, seconds);
    }

    /// <summary>Records so many seconds more; returns what the clock shows then.</summary>
    public static async Task<int> RecordOnAsync(Tab tab, int seconds)
    {
        await UntilClockShowsAsync(tab, await tab.Page.EvaluateAsync<int>($"() => {Clock}") + seconds);
        return await tab.Page.EvaluateAsync<int>($"() => {Clock}");
    }

    // At least so long: a busy machine may not look at every second.
    private static async Task UntilClockShowsAsync(Tab tab, int seconds) =>
        await tab.Page.WaitForFunctionAsync($"seconds => {Clock} >= seconds", seconds, new() { Timeout = 180_000 + (1000 * seconds) });

    /// <summary>Waits until the page reports the recording as uploaded; returns size and hash of MediaRecorder's output.</summary>
    public static async Task<RecordedMedia> WaitUntilUploadedAsync(Tab tab)
    {
        var uploaded = tab.Page.Locator("[data-sha256]");
        try
        {
            await uploaded.WaitForAsync(new() { Timeout = 180_000 });
        }
        catch (TimeoutException)
        {
            await tab.ScreenshotAsync("not-uploaded");
            throw;
        }

        var sha256 = await uploaded.GetAttributeAsync("data-sha256");
        var bytes = await uploaded.GetAttributeAsync("data-bytes");
        return new RecordedMedia(long.Parse(bytes!, CultureInfo.InvariantCulture), sha256!.ToUpperInvariant());
    }

    public static async Task AssertPlaysAsync(Tab tab)
    {
        var video = tab.Page.Locator("dialog video, [role=dialog] video");
        await video.WaitForAsync();
        await tab.Page.WaitForFunctionAsync(
            "() => { const v = document.querySelector('dialog video, [role=dialog] video'); if (v.paused) v.play(); return v.currentTime > 2 && v.getVideoPlaybackQuality().totalVideoFrames > 30; }",
            null,
            new() { Timeout = 180_000 });
    }

    /// <summary>Clicks on the middle of the bar below the video, and asserts that the video is there. A recording has a duration, and a bar, once it is processed.</summary>
    public static async Task AssertSeeksAsync(Tab tab)
    {
        const string Video = "document.querySelector('dialog video, [role=dialog] video')";
        await tab.Page.WaitForFunctionAsync($"() => Number.isFinite({Video}.duration)", null, new() { Timeout = 180_000 });
        await tab.Page.EvaluateAsync($"() => {{ {Video}.pause(); {Video}.currentTime = 0; }}");
        await tab.Page.WaitForFunctionAsync($"() => !{Video}.seeking && {Video}.currentTime === 0");
        await NativeControls.ClickTimelineAsync(tab.Page, 0.5);
        await tab.Page.WaitForFunctionAsync($"() => !{Video}.seeking && {Video}.currentTime > 0");
        var offset = await tab.Page.EvaluateAsync<double>($"() => Math.abs({Video}.currentTime - {Video}.duration / 2)");
        Assert.InRange(offset, 0, 0.5);
    }

    /// <summary>Waits until the server has compared the hash and made a seekable copy and a picture.</summary>
    public Task<JsonElement> WaitUntilProcessedAsync(string title) => WaitUntilProcessedAsync(() => FindAsync(title));

    /// <summary>The same for the recorder's newest recording.</summary>
    public Task<JsonElement> WaitUntilNewestIsProcessedAsync(string recorder) => WaitUntilProcessedAsync(() => NewestOfAsync(recorder));

    private static async Task<JsonElement> WaitUntilProcessedAsync(Func<Task<JsonElement>> find)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        // Processing has a low priority.
        timeout.CancelAfter(TimeSpan.FromMinutes(6));
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

    /// <summary>The numbers of the parts that the server has of the recorder's newest recording; none before its upload has begun.</summary>
    public async Task<IReadOnlyList<int>> PartsOnServerAsync(string recorder)
    {
        var found = await ListOfAsync(recorder);
        using var answer = found.Count == 0 ? null : await system.Gateway.GetAsync(new Uri($"/api/upload/{found[0].GetProperty("id").GetString()}", UriKind.Relative), Cancel);
        if (answer is not { IsSuccessStatusCode: true })
        {
            return [];
        }

        var progress = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return [.. progress.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("partNumber").GetInt32())];
    }

    /// <summary>Waits until the server has a part of the recorder's newest recording.</summary>
    public Task WaitForPartAsync(string recorder) =>
        Eventually.TrueAsync("the server has a part", async () => (await PartsOnServerAsync(recorder)).Count > 0, Cancel, TimeSpan.FromMinutes(1));

    public async Task<byte[]> VideoAsync(JsonElement recording) => await system.Gateway.GetByteArrayAsync(new Uri(system.Gateway.BaseAddress!, recording.GetProperty("originalUrl").GetString()), Cancel);

    public async Task<string> Sha256OfVideoAsync(JsonElement recording) => Convert.ToHexString(SHA256.HashData(await VideoAsync(recording)));

    /// <summary>Stops the recording, waits for its upload, and asserts that nothing is lost.</summary>
    /// <param name="tab">The tab that records.</param>
    /// <param name="recorder">The name of the recorder.</param>
    /// <param name="seconds">What the clock showed.</param>
    public async Task StopAndAssertNothingIsLostAsync(Tab tab, string recorder, int seconds)
    {
        await tab.Button("Stop").ClickAsync();
        var uploaded = await WaitUntilUploadedAsync(tab);
        Assert.Equal(await Evidence.RecordedAsync(tab), uploaded);
        await AssertNothingIsLostAsync(recorder, uploaded, seconds);
    }

    /// <summary>Asserts that the recorder's only recording is stored byte for byte, with every second.</summary>
    public async Task AssertNothingIsLostAsync(string recorder, RecordedMedia recorded, int seconds)
    {
        var stored = await WaitUntilNewestIsProcessedAsync(recorder);
        Assert.Single(await ListOfAsync(recorder));
        Assert.Equal("ready", stored.GetProperty("status").GetString());
        Assert.Equal(recorded, new RecordedMedia(stored.GetProperty("fileBytes").GetInt64(), await Sha256OfVideoAsync(stored)));
        Assert.True(stored.GetProperty("sha256Verified").GetBoolean());
        // The clock begins a moment before the first frame.
        Assert.InRange(stored.GetProperty("duration").GetDouble(), seconds - 1.5, seconds + 60);
    }

    /// <summary>Asserts that the copy is gone as soon as the server has compared the SHA-256: when the upload ends, or in processing.</summary>
    public async Task AssertCopyGoesWhenComparedAsync(Tab tab, string recorder, RecordedMedia recorded)
    {
        var processed = await WaitUntilNewestIsProcessedAsync(recorder);
        Assert.True(processed.GetProperty("sha256Verified").GetBoolean());
        Assert.Equal(recorded.Sha256, processed.GetProperty("sha256").GetString(), ignoreCase: true);
        await tab.Page.GotoAsync("/record");
        await tab.Button("Start recording").WaitForAsync();
        await Evidence.UntilNothingIsOnDiskAsync(tab);
        await Assertions.Expect(tab.Page.GetByText("Unfinished recording")).ToHaveCountAsync(0);
        await Assertions.Expect(tab.Indicator).ToHaveCountAsync(0);
    }

    private async Task<JsonElement> NewestResourceOfAsync(string recorder) => (await ListOfAsync(recorder))[0];

    private async Task<IReadOnlyList<JsonElement>> ListOfAsync(string recorder)
    {
        var list = await system.Gateway.GetFromJsonAsync<JsonElement>(new Uri($"/api/recordings?filter[recorderName]={recorder}", UriKind.Relative), Cancel);
        return [.. list.GetProperty("data").EnumerateArray()];
    }
}
