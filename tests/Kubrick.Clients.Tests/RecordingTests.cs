using Microsoft.Playwright;

namespace Kubrick.Clients.Tests;

/// <summary>Front ends of the first system record, upload, list, find, play and archive on this backend.</summary>
public sealed class RecordingTests(ClientSystem system, Chromium chromium)
{
    private const int Seconds = 6;

    [Theory]
    [MemberData(nameof(FrontEnd.Names), MemberType = typeof(FrontEnd))]
    public async Task A_recording_with_a_pause_is_stored_byte_for_byte_found_played_archived_and_restored(string name)
    {
        var frontEnd = FrontEnd.Named(name);
        var mark = Guid.NewGuid().ToString("N")[..8];
        var (recorder, title, place) = ($"Ada{mark}", $"Interview {mark}", $"Place{mark}");
        await using var site = await Site.StartAsync(frontEnd, system.Gateway.BaseAddress!, TestContext.Current.CancellationToken);
        await using var profile = await chromium.NewProfileAsync(site.Origin);
        var interview = new StoredInterview(site, recorder);
        var tab = await FrontEndTab.OpenAsync(profile, $"{frontEnd.FileName}-recording", $"?recorderName={recorder}&Location={place}");
        await tab.PrepareAsync(title);
        await tab.RecordAsync(Seconds);
        var recorded = await tab.StopAsync();

        var stored = await interview.WaitForStatusAsync("ready");
        await interview.AssertStoredAsync(stored, recorded);
        var attributes = stored.GetProperty("attributes");
        Assert.Equal((title, recorder, "480p", "video"), (
            attributes.GetProperty("title").GetString(),
            attributes.GetProperty("recorderName").GetString(),
            attributes.GetProperty("quality").GetString(),
            attributes.GetProperty("playbackFormat").GetString()));
        Assert.Equal(place, attributes.GetProperty("metadata").GetProperty("Location").GetString());
        // Their library tells a headless one from others.
        Assert.StartsWith("Chrome", attributes.GetProperty("sessionInfo").GetProperty("browserName").GetString(), StringComparison.Ordinal);
        Assert.Equal(frontEnd.ReportsPauses ? 1 : 0, attributes.GetProperty("pauseCount").GetInt32());

        var id = (await interview.WaitUntilProcessedAsync()).GetProperty("id").GetString()!;
        await tab.OpenTabAsync("Library");
        await tab.FindAsync(recorder);
        if (frontEnd.SearchesText)
        {
            await tab.FindAsync($"Location={place}");
            await tab.FindAsync($"interview {mark}");
        }

        await tab.AssertHasPictureAsync(title);
        await tab.ScreenshotAsync("library");
        await tab.PlayAsync(title);
        await tab.ClosePlayerAsync();

        await tab.ArchiveAsync(title);
        await interview.RestoreAsync(id);
        await tab.RefreshAsync();
        await Assertions.Expect(tab.CardOf(title)).ToHaveCountAsync(1);
        tab.AssertNoFaults();
    }
}
