using Kubrick.Benchmarks.Live;
using Microsoft.Playwright;

namespace Kubrick.Benchmarks.Uploads;

/// <summary>A browser with a profile in a folder, as users have: its private file system is on the disk. The folder is deleted at the end.</summary>
internal sealed class BrowserProfile : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly IPlaywright playwright;
    private readonly IBrowserContext profile;

    private BrowserProfile(DirectoryInfo folder, IPlaywright playwright, IBrowserContext profile)
    {
        this.folder = folder;
        this.playwright = playwright;
        this.profile = profile;
    }

    /// <summary>Starts the browser.</summary>
    /// <param name="origin">The address that paths are relative to.</param>
    /// <param name="before">A script that runs before those of each page.</param>
    public static async Task<BrowserProfile> StartAsync(Uri origin, string before)
    {
        var folder = Directory.CreateTempSubdirectory("kubrick-profile-");
        IPlaywright? playwright = null;
        try
        {
            playwright = await Playwright.CreateAsync();
            var profile = await playwright.Chromium.LaunchPersistentContextAsync(folder.FullName, new BrowserTypeLaunchPersistentContextOptions
            {
                ExecutablePath = BenchmarkBrowser.Executable,
                Args = BenchmarkBrowser.Flags,
                BaseURL = origin.AbsoluteUri,
                ViewportSize = new ViewportSize { Width = 800, Height = 600 },
                Permissions = ["camera", "microphone"],
            });
            profile.SetDefaultTimeout(30_000);
            await profile.AddInitScriptAsync(before);
            return new BrowserProfile(folder, playwright, profile);
        }
        catch
        {
            playwright?.Dispose();
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Opens a page in a new tab.</summary>
    public async Task<IPage> OpenAsync(string path)
    {
        var page = await profile.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>Limits what a page may send, in bytes per second.</summary>
    public static async Task LimitAsync(IPage page, double bytesPerSecond)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false,
            ["latency"] = 0,
            ["downloadThroughput"] = -1,
            ["uploadThroughput"] = bytesPerSecond,
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await profile.DisposeAsync();
        playwright.Dispose();
        folder.Delete(recursive: true);
    }
}
