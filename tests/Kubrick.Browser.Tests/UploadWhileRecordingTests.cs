using System.Security.Cryptography;
using Kubrick.Testing;
using Microsoft.Playwright;

namespace Kubrick.Browser.Tests;

/// <summary>The upload runs while the recording does, and resumes by itself after a crash.</summary>
public abstract class UploadWhileRecordingTests(KubrickSystem system, Chromium chromium)
{
    private const int Seconds = 15;

    private readonly Interview interview = new(system);

    [Fact]
    public async Task Full_parts_are_on_the_server_before_the_recording_ends()
    {
        var recorder = Interview.NewRecorder("Rosalind");
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        await Evidence.ListenAsync(profile);
        var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
        await tab.Page.GetByRole(AriaRole.Combobox, new() { Name = "Quality" }).SelectOptionAsync("1080p");
        await Interview.RecordAsync(tab, Seconds);
        await Evidence.UntilRecordedAsync(tab, 3 * LocalSystem.PartBytes);
        await Eventually.TrueAsync("two parts are on the server", async () => (await interview.PartsOnServerAsync(recorder)).Count >= 2, TestContext.Current.CancellationToken, TimeSpan.FromMinutes(1));
        await Assertions.Expect(tab.Indicator).ToHaveAttributeAsync("data-state", "recording");
        await tab.ScreenshotAsync($"{system.Provider}-uploading-while-recording");
        await tab.Textbox("Title").FillAsync("Changed meanwhile");
        await tab.Button("Stop").ClickAsync();

        var uploaded = await Interview.WaitUntilUploadedAsync(tab);
        await Assertions.Expect(tab.Indicator).ToContainTextAsync("You can close this tab");
        await tab.ScreenshotAsync($"{system.Provider}-saved");
        var recorded = await Evidence.RecordedAsync(tab);
        Assert.Equal(recorded, uploaded);
        var stored = await interview.NewestOfAsync(recorder);
        Assert.Equal(recorded.Sha256, await interview.Sha256OfVideoAsync(stored));
        Assert.Equal("Changed meanwhile", stored.GetProperty("title").GetString());
        await interview.AssertCopyGoesWhenComparedAsync(tab, recorder, recorded);
        tab.AssertNoFaults();
    }

    [Fact]
    public async Task After_a_crash_the_upload_finishes_by_itself_on_any_page()
    {
        var recorder = Interview.NewRecorder("Hedy");
        var folder = Directory.CreateTempSubdirectory("kubrick-profile-");
        try
        {
            RecordedMedia recorded;
            await using (var profile = await chromium.StartWithProfileAsync(system.Gateway.BaseAddress!, folder.FullName))
            {
                await Evidence.ListenAsync(profile);
                var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
                await Interview.RecordAsync(tab, 6);
                recorded = await Evidence.RecordedAsync(tab);
                await Evidence.UntilOnDiskAsync(tab, recorded.Bytes);
                await tab.CrashAsync();
            }

            await using var again = await chromium.StartWithProfileAsync(system.Gateway.BaseAddress!, folder.FullName);
            await Evidence.ListenAsync(again);
            // A page without the app.
            var next = await Tab.OpenAsync(again, "/health");
            var left = Assert.Single(await Evidence.OnDiskAsync(next));

            await next.Page.GotoAsync("/library");
            await Assertions.Expect(next.Indicator).ToHaveAttributeAsync("data-state", "saved", new() { Timeout = 180_000 });
            await next.ScreenshotAsync($"{system.Provider}-resumed");
            await interview.AssertNothingIsLostAsync(recorder, left, 5);
            // MediaRecorder may have emitted another second before the tab died.
            var video = await interview.VideoAsync(await interview.NewestOfAsync(recorder));
            Assert.Equal(recorded.Sha256, Convert.ToHexString(SHA256.HashData(video.AsSpan(0, (int)recorded.Bytes))));
            await interview.AssertCopyGoesWhenComparedAsync(next, recorder, left);
            next.AssertNoFaults();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

[Collection(LocalSystemCollection.Name)]
public sealed class LocalUploadWhileRecordingTests(LocalSystem system, Chromium chromium) : UploadWhileRecordingTests(system, chromium);

[Collection(S3SystemCollection.Name)]
public sealed class S3UploadWhileRecordingTests(S3System system, Chromium chromium) : UploadWhileRecordingTests(system, chromium);
