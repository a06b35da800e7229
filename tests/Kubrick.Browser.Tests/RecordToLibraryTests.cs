using Microsoft.Playwright;

namespace Kubrick.Browser.Tests;

/// <summary>The main use case: record, upload, find the recording in the library, play it.</summary>
public abstract class RecordToLibraryTests(KubrickSystem system, Chromium chromium, string quality)
{
    private const int Seconds = 15;
    private readonly Interview interview = new(system);

    [Fact]
    public async Task A_recording_is_uploaded_in_parts_listed_and_played_byte_for_byte()
    {
        var title = $"Interview {Guid.NewGuid().ToString("N")[..6]}";
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        var tab = await Tab.OpenAsync(profile, "/record?recorderName=Ada%20Lovelace&project=Moon");
        await tab.Textbox("Title").FillAsync(title);
        await tab.Page.GetByRole(AriaRole.Combobox, new() { Name = "Quality" }).SelectOptionAsync(quality);
        await Interview.RecordAsync(tab, Seconds);
        await tab.ScreenshotAsync($"{system.Provider}-recording");
        await tab.Button("Stop").ClickAsync();

        var (bytes, sha256) = await Interview.WaitUntilUploadedAsync(tab);
        await tab.ScreenshotAsync($"{system.Provider}-uploaded");
        var stored = await interview.FindAsync(title);
        Assert.Equal("ready", stored.GetProperty("status").GetString());
        Assert.Equal("Ada Lovelace", stored.GetProperty("recorderName").GetString());
        Assert.Equal("Moon", stored.GetProperty("metadata").GetProperty("project").GetString());
        Assert.Equal(quality, stored.GetProperty("quality").GetString());
        Assert.Equal(bytes, stored.GetProperty("fileBytes").GetInt64());
        Assert.InRange(stored.GetProperty("duration").GetDouble(), Seconds - 1.5, Seconds + 15);
        Assert.Equal("Chrome", stored.GetProperty("sessionInfo").GetProperty("browserName").GetString());
        Assert.Equal(sha256, await interview.Sha256OfVideoAsync(stored));

        await tab.TabNamed("Library").ClickAsync();
        var card = tab.CardOf(title);
        await card.WaitForAsync();
        await tab.ScreenshotAsync($"{system.Provider}-library");
        await card.GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
        await Interview.AssertPlaysAsync(tab);
        await tab.ScreenshotAsync($"{system.Provider}-player");
        var processed = await interview.WaitUntilProcessedAsync(title);
        Assert.True(processed.GetProperty("sha256Verified").GetBoolean());
        Assert.Equal(sha256, processed.GetProperty("sha256").GetString(), ignoreCase: true);
        Assert.InRange(processed.GetProperty("duration").GetDouble(), Seconds - 1.5, Seconds + 15);
        await Interview.AssertSeeksAsync(tab);
        Assert.Equal(LocalSystem.Parts(bytes), tab.PartsSent);
        Assert.True(tab.PartsSent >= 4, $"{bytes} bytes were uploaded in {tab.PartsSent} parts.");
        tab.AssertNoFaults();
    }

    [Fact]
    public async Task A_recording_without_a_name_is_offered_after_its_tab_was_closed()
    {
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        var tab = await Tab.OpenAsync(profile, "/record");
        await Interview.RecordAsync(tab, 4);
        // On a busy machine, MediaRecorder's first chunk may be one byte, and the next one late.
        await Evidence.UntilOnDiskAsync(tab, 60_000);
        await tab.Page.CloseAsync(new() { RunBeforeUnload = false });

        var next = await Tab.OpenAsync(profile, "/record");
        await next.Page.GetByText("Unfinished recording", new() { Exact = false }).First.WaitForAsync();
        await next.ScreenshotAsync($"{system.Provider}-unfinished");
        await next.Button("Upload").First.ClickAsync();
        // The page before has a field with the same name.
        await next.Page.GetByText("Enter your name to upload").WaitForAsync();
        await next.Textbox("Your name").FillAsync("Grace");
        await next.Button("Upload").First.ClickAsync();
        var (bytes, sha256) = await Interview.WaitUntilUploadedAsync(next);
        Assert.True(bytes > 50_000, $"{bytes} bytes");
        Assert.Equal(LocalSystem.Parts(bytes), next.PartsSent);
        var stored = await interview.NewestOfAsync("Grace");
        Assert.Equal(sha256, await interview.Sha256OfVideoAsync(stored));
        next.AssertNoFaults();
    }

    [Fact]
    public async Task An_upload_resumes_after_the_network_was_lost()
    {
        var title = $"Offline {Guid.NewGuid().ToString("N")[..6]}";
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        var tab = await Tab.OpenAsync(profile, "/record?recorderName=Edith");
        await tab.Textbox("Title").FillAsync(title);
        await Interview.RecordAsync(tab, 3);
        await profile.SetOfflineAsync(true);
        await tab.Button("Stop").ClickAsync();
        await tab.Page.GetByText("offline", new() { Exact = false }).First.WaitForAsync();
        await tab.ScreenshotAsync($"{system.Provider}-offline");
        await profile.SetOfflineAsync(false);
        var (_, sha256) = await Interview.WaitUntilUploadedAsync(tab);
        Assert.Equal(sha256, await interview.Sha256OfVideoAsync(await interview.FindAsync(title)));
    }
}
