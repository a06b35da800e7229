using Kubrick.Functional.Tests;
using Microsoft.Playwright;

namespace Kubrick.Browser.Tests;

/// <summary>A recording that goes up in several parts, of what MediaRecorder really produced.</summary>
public abstract class SeveralPartsTests(KubrickSystem system, Chromium chromium)
{
    private readonly Interview interview = new(system);

    [Fact]
    public async Task A_recording_of_four_parts_and_more_is_stored_byte_for_byte()
    {
        var title = $"Interview {Guid.NewGuid().ToString("N")[..6]}";
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        var tab = await Tab.OpenAsync(profile, "/record?recorderName=Ada%20Lovelace");
        await tab.Textbox("Title").FillAsync(title);
        await tab.Page.GetByRole(AriaRole.Combobox, new() { Name = "Quality" }).SelectOptionAsync("1080p");
        await Interview.RecordAsync(tab, 12);
        await tab.Button("Stop").ClickAsync();
        var (bytes, sha256) = await Interview.UploadedAsync(tab);
        Assert.True(tab.PartsSent >= 4, $"{bytes} bytes went up in {tab.PartsSent} parts.");
        var stored = await interview.FindAsync(title);
        Assert.Equal(bytes, stored.GetProperty("fileBytes").GetInt64());
        Assert.Equal(sha256, await interview.Sha256OfVideo(stored));
        tab.AssertNoFaults();
    }
}
