using Microsoft.Playwright;

namespace Kubrick.Clients.Tests;

/// <summary>Front ends of the first system stream live on this backend, and watch.</summary>
public sealed class LiveStreamTests(ClientSystem system, Chromium chromium)
{
    private const int Seconds = 6;

    [Theory]
    [MemberData(nameof(FrontEnd.Names), MemberType = typeof(FrontEnd))]
    public async Task A_live_stream_is_watched_in_a_second_page_stored_byte_for_byte_and_plays_on_demand(string name)
    {
        var frontEnd = FrontEnd.Named(name);
        var mark = Guid.NewGuid().ToString("N")[..8];
        var (recorder, title) = ($"Grace{mark}", $"Stream {mark}");
        await using var site = await Site.StartAsync(frontEnd, system.Gateway.BaseAddress!, TestContext.Current.CancellationToken);
        await using var recorderProfile = await chromium.NewProfileAsync(site.Origin);
        await using var viewerProfile = await chromium.NewProfileAsync(site.Origin);
        var interview = new StoredInterview(site, recorder);
        var tab = await FrontEndTab.OpenAsync(recorderProfile, $"{frontEnd.FileName}-stream", $"?recorderName={recorder}");
        await tab.PrepareAsync(title);
        await tab.TurnLiveStreamingOnAsync();
        await tab.RecordAsync(Seconds);
        await tab.WaitUntilLiveAsync();

        var id = (await interview.WaitForStatusAsync("recording")).GetProperty("id").GetString()!;
        await interview.WaitUntilPlayableAsync(id);
        var viewer = await FrontEndTab.OpenAsync(viewerProfile, $"{frontEnd.FileName}-viewer");
        await viewer.OpenTabAsync("Library");
        await viewer.FindAsync(recorder);
        await viewer.CardOf(title).GetByText("LIVE", new() { Exact = true }).WaitForAsync();
        await viewer.PlayAsync(title);
        await viewer.ClosePlayerAsync();
        if (frontEnd.HasStreamsTab)
        {
            await viewer.OpenTabAsync("Streams");
            await Assertions.Expect(viewer.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = id[^8..] })).ToContainTextAsync("LIVE");
            await viewer.ScreenshotAsync("streams");
        }

        var recorded = await tab.StopAsync();
        var stored = await interview.WaitForStatusAsync("ready");
        await interview.AssertStoredAsync(stored, recorded);
        await interview.WaitForPausesAsync(frontEnd.ReportsPauses ? 1 : 0);
        var attributes = (await interview.WaitUntilProcessedAsync()).GetProperty("attributes");
        Assert.Equal((title, "hls"), (attributes.GetProperty("title").GetString(), attributes.GetProperty("playbackFormat").GetString()));

        var later = await FrontEndTab.OpenAsync(viewerProfile, $"{frontEnd.FileName}-later");
        await later.OpenTabAsync("Library");
        await later.FindAsync(recorder);
        await Assertions.Expect(later.CardOf(title).GetByText("LIVE", new() { Exact = true })).ToHaveCountAsync(0);
        await later.AssertHasPictureAsync(title);
        await later.PlayAsync(title);
        tab.AssertNoFaults();
        viewer.AssertNoFaults();
        later.AssertNoFaults();
    }
}
