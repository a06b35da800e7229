using Microsoft.Playwright;

namespace Kubrick.Browser.Tests.Faults;

/// <summary>The browser itself gets into trouble: nothing is lost.</summary>
[Collection(LocalSystemCollection.Name)]
public sealed class BrowserFaultTests(LocalSystem system, Chromium chromium)
{
    private readonly Interview interview = new(system);

    [Fact]
    public async Task Two_tabs_record_at_once_and_each_uploads_its_own_recording()
    {
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        await Evidence.ListenAsync(profile);
        var library = await Tab.OpenAsync(profile, "/library");
        var (first, second) = (Interview.NewRecorder("Ada"), Interview.NewRecorder("Grace"));
        var one = await OpenSmallAsync(profile, first);
        var two = await OpenSmallAsync(profile, second);
        await Interview.RecordAsync(one, 1);
        await Interview.RecordAsync(two, 1);
        await interview.WaitForPartAsync(first);
        await interview.WaitForPartAsync(second);
        var seconds = (await Interview.RecordOnAsync(one, 1), await Interview.RecordOnAsync(two, 1));

        await Task.WhenAll(
            interview.StopAndAssertNothingIsLostAsync(one, first, seconds.Item1),
            interview.StopAndAssertNothingIsLostAsync(two, second, seconds.Item2));

        Assert.Equal(LocalSystem.Parts((await Evidence.RecordedAsync(one)).Bytes), one.PartsSent);
        Assert.Equal(LocalSystem.Parts((await Evidence.RecordedAsync(two)).Bytes), two.PartsSent);
        Assert.Equal(0, library.PartsSent);
        await Evidence.UntilNothingIsOnDiskAsync(library);
        Assert.All([one, two, library], tab => tab.AssertNoFaults());
    }

    [Fact]
    public async Task When_the_disk_becomes_full_the_page_says_so_and_everything_is_uploaded()
    {
        // The browser reserves a MiB for each of the two files, and another one when the first is full: that one is refused.
        const int Quota = 3_000_000;
        const int OnDisk = 500_000;
        var recorder = Interview.NewRecorder("Dorothy");
        var folder = Directory.CreateTempSubdirectory("kubrick-profile-");
        try
        {
            await using var profile = await chromium.StartWithProfileAsync(system.Gateway.BaseAddress!, folder.FullName);
            await Evidence.ListenAsync(profile);
            var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
            await tab.LimitDiskAsync(Quota);
            await Interview.RecordAsync(tab, 1);
            await tab.Page.GetByText("The browser’s storage is full or unavailable, so the recording is only in memory until it is uploaded.").WaitForAsync(new() { Timeout = 180_000 });
            await Assertions.Expect(tab.Indicator).ToContainTextAsync("only in this tab");
            // It became full in the middle of the recording.
            Assert.InRange(Assert.Single(await Evidence.OnDiskAsync(tab)).Bytes, OnDisk, (await Evidence.RecordedAsync(tab)).Bytes - 1);
            await tab.ScreenshotAsync("disk-full");
            var seconds = await Interview.RecordOnAsync(tab, 2);

            await interview.StopAndAssertNothingIsLostAsync(tab, recorder, seconds);
            await Assertions.Expect(tab.Indicator).ToContainTextAsync("You can close this tab");
            await Evidence.UntilNothingIsOnDiskAsync(tab);
            tab.AssertNoFaults();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Tab> OpenSmallAsync(IBrowserContext profile, string recorder)
    {
        var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
        await tab.Page.GetByRole(AriaRole.Combobox, new() { Name = "Quality" }).SelectOptionAsync("480p");
        return tab;
    }
}
