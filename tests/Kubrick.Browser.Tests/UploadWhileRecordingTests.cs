using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Kubrick.Browser.Tests;

/// <summary>The upload runs while the recording does, and resumes by itself after a crash.</summary>
public abstract class UploadWhileRecordingTests(KubrickSystem system, Chromium chromium)
{
    private const int Seconds = 15;

    /// <summary>Describes the recordings on the disk of this browser.</summary>
    private const string OnDisk = """
        async () => {
          const disk = await navigator.storage.getDirectory();
          const recordings = await disk.getDirectoryHandle('recordings', { create: true });
          const found = [];
          for await (const folder of recordings.values()) found.push(await window.describe(await (await folder.getFileHandle('media')).getFile()));
          return found;
        }
        """;

    private readonly Interview interview = new(system);

    [Fact]
    public async Task Full_parts_are_on_the_server_before_the_recording_ends()
    {
        var recorder = $"Rosalind{Guid.NewGuid().ToString("N")[..6]}";
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        await profile.AddInitScriptAsync(RecordedMedia.Describe + RecordedMedia.Eavesdrop);
        var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
        await tab.Page.GetByRole(AriaRole.Combobox, new() { Name = "Quality" }).SelectOptionAsync("1080p");
        await Interview.RecordAsync(tab, Seconds);
        var parts = await interview.PartsOnServerAsync(recorder);
        Assert.True(parts.Count >= 2, $"{parts.Count} parts");
        await Assertions.Expect(tab.Indicator).ToHaveAttributeAsync("data-state", "recording");
        await tab.ScreenshotAsync($"{system.Provider}-uploading-while-recording");
        await tab.Textbox("Title").FillAsync("Changed meanwhile");
        await tab.Button("Stop").ClickAsync();

        var (bytes, sha256) = await Interview.WaitUntilUploadedAsync(tab);
        await Assertions.Expect(tab.Indicator).ToContainTextAsync("You can close this tab");
        await tab.ScreenshotAsync($"{system.Provider}-saved");
        Assert.Equal(await RecordedMedia.OfAsync(tab.Page), new RecordedMedia(bytes, sha256));
        var stored = await interview.NewestOfAsync(recorder);
        Assert.Equal(sha256, await interview.Sha256OfVideoAsync(stored));
        Assert.Equal("Changed meanwhile", stored.GetProperty("title").GetString());
        await AssertCopyGoesWhenComparedAsync(tab, recorder, sha256);
        tab.AssertNoFaults();
    }

    [Fact]
    public async Task After_a_crash_the_upload_finishes_by_itself_on_any_page()
    {
        var recorder = $"Hedy{Guid.NewGuid().ToString("N")[..6]}";
        var folder = Directory.CreateTempSubdirectory("kubrick-profile-");
        try
        {
            await using (var profile = await chromium.StartWithProfileAsync(system.Gateway.BaseAddress!, folder.FullName))
            {
                var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
                await Interview.RecordAsync(tab, 6);
                await tab.CrashAsync();
            }

            await using var again = await chromium.StartWithProfileAsync(system.Gateway.BaseAddress!, folder.FullName);
            await again.AddInitScriptAsync(RecordedMedia.Describe);
            // A page without the app.
            var next = await Tab.OpenAsync(again, "/health");
            var left = Assert.Single((await next.Page.EvaluateAsync<JsonElement>(OnDisk)).EnumerateArray().ToList());
            Assert.True(left.GetProperty("bytes").GetInt64() > 50_000, left.GetRawText());

            await next.Page.GotoAsync("/library");
            await Assertions.Expect(next.Indicator).ToHaveAttributeAsync("data-state", "saved", new() { Timeout = 60_000 });
            await next.ScreenshotAsync($"{system.Provider}-resumed");
            var stored = await interview.NewestOfAsync(recorder);
            Assert.Equal("ready", stored.GetProperty("status").GetString());
            Assert.Equal(left.GetProperty("bytes").GetInt64(), stored.GetProperty("fileBytes").GetInt64());
            Assert.Equal(left.GetProperty("sha256").GetString(), await interview.Sha256OfVideoAsync(stored));
            await AssertCopyGoesWhenComparedAsync(next, recorder, left.GetProperty("sha256").GetString()!);
            next.AssertNoFaults();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The copy is gone as soon as the server has compared the SHA-256: when the upload ends, or in processing.</summary>
    private async Task AssertCopyGoesWhenComparedAsync(Tab tab, string recorder, string sha256)
    {
        var processed = await interview.WaitUntilNewestIsProcessedAsync(recorder);
        Assert.True(processed.GetProperty("sha256Verified").GetBoolean());
        Assert.Equal(sha256, processed.GetProperty("sha256").GetString()?.ToUpper(CultureInfo.InvariantCulture));
        await tab.Page.GotoAsync("/record");
        await tab.Button("Start recording").WaitForAsync();
        await tab.Page.WaitForFunctionAsync($"async () => (await ({OnDisk})()).length === 0", null, new() { Timeout = 60_000 });
        await Assertions.Expect(tab.Page.GetByText("Unfinished recording")).ToHaveCountAsync(0);
        await Assertions.Expect(tab.Indicator).ToHaveCountAsync(0);
    }
}

[Collection(LocalSystemCollection.Name)]
public sealed class LocalUploadWhileRecordingTests(LocalSystem system, Chromium chromium) : UploadWhileRecordingTests(system, chromium);

[Collection(S3SystemCollection.Name)]
public sealed class S3UploadWhileRecordingTests(S3System system, Chromium chromium) : UploadWhileRecordingTests(system, chromium);
