using Microsoft.Playwright;

namespace Kubrick.Browser.Tests;

/// <summary>A recording in Google Cloud Storage.</summary>
[Collection(GcpSystemCollection.Name)]
public sealed class GcpTests(GcpSystem gcp, Chromium chromium)
{
    private const int Seconds = 15;

    [Fact]
    public async Task A_recording_is_stored_byte_for_byte_and_a_click_on_the_middle_of_the_players_bar_plays_from_there()
    {
        var interview = new Interview(gcp.Running);
        var recorder = Interview.NewRecorder("Mary");
        await using var profile = await chromium.NewProfileAsync(gcp.Running.Gateway.BaseAddress!);
        await Evidence.ListenAsync(profile);
        var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
        await tab.Textbox("Title").FillAsync(recorder);
        await Interview.RecordAsync(tab, Seconds);
        await interview.StopAndAssertNothingIsLostAsync(tab, recorder, Seconds);

        await tab.TabNamed("Library").ClickAsync();
        await tab.CardOf(recorder).GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
        await Interview.AssertPlaysAsync(tab);
        await Interview.AssertSeeksAsync(tab);
        await tab.ScreenshotAsync("gcp-player");
        tab.AssertNoFaults();
    }
}
