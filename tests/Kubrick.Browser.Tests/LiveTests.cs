using System.Globalization;
using Microsoft.Playwright;

namespace Kubrick.Browser.Tests;

/// <summary>Live streaming from one browser page to another.</summary>
[Collection(LocalSystemCollection.Name)]
public sealed class LiveTests(LocalSystem system, Chromium chromium)
{
    [Fact]
    public async Task A_live_stream_is_watched_in_a_second_page_and_plays_on_demand_afterwards()
    {
        await using var recorderProfile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        await using var viewerProfile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        var recorder = await Tab.OpenAsync(recorderProfile, "/record?recorderName=Ada");
        await recorder.Textbox("Title").FillAsync("Live from the test");
        await recorder.Page.GetByRole(AriaRole.Switch, new() { Name = "Stream live" }).CheckAsync();
        await recorder.Button("Start recording").ClickAsync();
        await recorder.Page.Locator("[data-testid=live-state][data-state=live]").WaitForAsync();

        var viewer = await Tab.OpenAsync(viewerProfile, "/streams");
        await viewer.Button("Watch Live from the test").ClickAsync();
        await viewer.Page.Locator("[data-testid=stream-player][data-state=playing]").WaitForAsync();
        await viewer.Page.WaitForFunctionAsync("() => document.querySelector('[data-testid=stream-player]').getVideoPlaybackQuality().totalVideoFrames > 60");
        await Assertions.Expect(viewer.Page.GetByTestId("viewer-count")).ToHaveTextAsync("1");
        await Assertions.Expect(recorder.Page.GetByTestId("viewer-count")).ToHaveTextAsync("1");
        await viewer.ScreenshotAsync("live-viewer");
        await recorder.ScreenshotAsync("live-recorder");

        await recorder.Button("Stop").ClickAsync();
        var streamed = recorder.Page.GetByTestId("streamed");
        await streamed.WaitForAsync(new() { Timeout = 180_000 });
        var bytes = long.Parse((await streamed.GetAttributeAsync("data-bytes"))!, CultureInfo.InvariantCulture);
        await recorder.ScreenshotAsync("live-stored");
        await viewer.PlayerBecomesAsync("over|ended");

        var interview = new Interview(system);
        var recording = await interview.WaitUntilReadyAsync("Live from the test");
        Assert.Equal(bytes, recording.GetProperty("fileBytes").GetInt64());

        var later = await Tab.OpenAsync(viewerProfile, "/library");
        await later.CardOf("Live from the test").GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
        await Interview.AssertPlaysAsync(later);
        await later.ScreenshotAsync("live-on-demand");
        recorder.AssertNoFaults();
        viewer.AssertNoFaults();
        later.AssertNoFaults();
    }
}
