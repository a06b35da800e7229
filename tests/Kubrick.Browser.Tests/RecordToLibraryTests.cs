using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Kubrick.Functional.Tests;
using Microsoft.Playwright;

namespace Kubrick.Browser.Tests;

/// <summary>The main job, as a person does it: record, upload, find it in the library, play it.</summary>
public abstract class RecordToLibraryTests(KubrickSystem system, Chromium chromium)
{
    private const int Seconds = 10;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("480p")]
    [InlineData("1080p")]
    public async Task A_recording_is_uploaded_found_and_played_byte_for_byte(string quality)
    {
        var title = $"Interview {Guid.NewGuid():N}";
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        var tab = await Tab.OpenAsync(profile, "/record?recorderName=Ada%20Lovelace&project=Moon");
        await tab.Textbox("Title").FillAsync(title);
        await tab.Page.GetByRole(AriaRole.Combobox, new() { Name = "Quality" }).SelectOptionAsync(quality);
        await RecordAsync(tab, Seconds);
        await tab.ScreenshotAsync($"{system.Provider}-{quality}-recording");
        await tab.Button("Stop").ClickAsync();

        var (bytes, sha256) = await UploadedAsync(tab);
        await tab.ScreenshotAsync($"{system.Provider}-{quality}-uploaded");
        var stored = await FindAsync(title);
        Assert.Equal("ready", stored.GetProperty("status").GetString());
        Assert.Equal("Ada Lovelace", stored.GetProperty("recorderName").GetString());
        Assert.Equal("Moon", stored.GetProperty("metadata").GetProperty("project").GetString());
        Assert.Equal(quality, stored.GetProperty("quality").GetString());
        Assert.Equal(bytes, stored.GetProperty("fileBytes").GetInt64());
        Assert.InRange(stored.GetProperty("duration").GetDouble(), Seconds - 1.5, Seconds + 15);
        Assert.Equal("Chrome", stored.GetProperty("sessionInfo").GetProperty("browserName").GetString());
        Assert.Equal(sha256, await Sha256OfVideo(stored));

        await tab.TabNamed("Library").ClickAsync();
        var card = tab.Page.GetByRole(AriaRole.Article).Filter(new() { Has = tab.Page.GetByRole(AriaRole.Heading, new() { Name = title }) });
        await card.WaitForAsync();
        await tab.ScreenshotAsync($"{system.Provider}-{quality}-library");
        await card.GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
        await AssertPlays(tab);
        await tab.ScreenshotAsync($"{system.Provider}-{quality}-player");
        tab.AssertNoFaults();
    }

    [Fact]
    public async Task A_tab_that_dies_while_it_records_loses_nothing()
    {
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        var tab = await Tab.OpenAsync(profile, "/record?recorderName=Grace");
        await RecordAsync(tab, 4);
        await tab.Page.CloseAsync(new() { RunBeforeUnload = false });

        var next = await Tab.OpenAsync(profile, "/record?recorderName=Grace");
        await next.Page.GetByText("Unfinished recording", new() { Exact = false }).First.WaitForAsync();
        await next.ScreenshotAsync($"{system.Provider}-unfinished");
        await next.Button("Upload").First.ClickAsync();
        var (bytes, sha256) = await UploadedAsync(next);
        Assert.True(bytes > 50_000, $"{bytes} bytes");
        var stored = await NewestOf("Grace");
        Assert.Equal(sha256, await Sha256OfVideo(stored));
        next.AssertNoFaults();
    }

    [Fact]
    public async Task A_network_that_is_lost_during_the_upload_delays_it_and_no_more()
    {
        var title = $"Offline {Guid.NewGuid():N}";
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        var tab = await Tab.OpenAsync(profile, "/record?recorderName=Edith");
        await tab.Textbox("Title").FillAsync(title);
        await RecordAsync(tab, 3);
        await profile.SetOfflineAsync(true);
        await tab.Button("Stop").ClickAsync();
        await tab.Page.GetByText("offline", new() { Exact = false }).First.WaitForAsync();
        await tab.ScreenshotAsync($"{system.Provider}-offline");
        await profile.SetOfflineAsync(false);
        var (_, sha256) = await UploadedAsync(tab);
        Assert.Equal(sha256, await Sha256OfVideo(await FindAsync(title)));
    }

    private static async Task RecordAsync(Tab tab, int seconds)
    {
        await tab.Button("Start recording").ClickAsync();
        var elapsed = tab.Page.GetByRole(AriaRole.Timer);
        await Assertions.Expect(elapsed).ToContainTextAsync(
            new System.Text.RegularExpressions.Regex(string.Create(CultureInfo.InvariantCulture, $"0?0:{seconds:00}|0?0:{seconds + 1:00}")),
            new() { Timeout = 60_000 });
    }

    /// <summary>Waits until the page says that the recording is stored; answers what MediaRecorder had produced.</summary>
    private static async Task<(long Bytes, string Sha256)> UploadedAsync(Tab tab)
    {
        var uploaded = tab.Page.Locator("[data-sha256]");
        await uploaded.WaitForAsync(new() { Timeout = 60_000 });
        var sha256 = await uploaded.GetAttributeAsync("data-sha256");
        var bytes = await uploaded.GetAttributeAsync("data-bytes");
        return (long.Parse(bytes!, CultureInfo.InvariantCulture), sha256!.ToUpperInvariant());
    }

    private static async Task AssertPlays(Tab tab)
    {
        var video = tab.Page.Locator("dialog video, [role=dialog] video");
        await video.WaitForAsync();
        await tab.Page.WaitForFunctionAsync(
            "() => { const v = document.querySelector('dialog video, [role=dialog] video'); if (v.paused) v.play(); return v.currentTime > 2 && v.getVideoPlaybackQuality().totalVideoFrames > 30; }",
            null,
            new() { Timeout = 60_000 });
    }

    private async Task<JsonElement> FindAsync(string title)
    {
        var list = await system.Gateway.GetFromJsonAsync<JsonElement>(new Uri("/api/recordings?page[size]=100", UriKind.Relative), Cancel);
        return list.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("attributes")).Single(item => item.GetProperty("title").GetString() == title);
    }

    private async Task<JsonElement> NewestOf(string recorder)
    {
        var list = await system.Gateway.GetFromJsonAsync<JsonElement>(new Uri($"/api/recordings?filter[recorderName]={recorder}", UriKind.Relative), Cancel);
        return list.GetProperty("data")[0].GetProperty("attributes");
    }

    private async Task<string> Sha256OfVideo(JsonElement recording)
    {
        var bytes = await system.Gateway.GetByteArrayAsync(new Uri(recording.GetProperty("videoUrl").GetString()!), Cancel);
        return Convert.ToHexString(SHA256.HashData(bytes));
    }
}
