using Microsoft.Playwright;
using Xunit;

namespace Kubrick.RunningBrowser;

/// <summary>Debian's Chromium with its fake camera and microphone.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>The path of a Chromium to use in place of Debian's.</summary>
    private const string PathVariable = "KUBRICK_CHROMIUM";

    private static readonly string[] Flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
    ];

    private static readonly string Executable = Environment.GetEnvironmentVariable(PathVariable) ?? "/usr/bin/chromium";

    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Args = Flags,
        });
    }

    /// <summary>Creates an empty browser profile with access to camera and microphone.</summary>
    public async Task<IBrowserContext> NewProfileAsync(Uri origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        var profile = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = origin.AbsoluteUri,
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
            Permissions = ["camera", "microphone"],
        });
        profile.SetDefaultTimeout(90_000);
        return profile;
    }

    /// <summary>Starts a browser with a profile in a folder, which outlives the browser.</summary>
    public async Task<IBrowserContext> StartWithProfileAsync(Uri origin, string folder)
    {
        ArgumentNullException.ThrowIfNull(origin);
        var profile = await playwright.Chromium.LaunchPersistentContextAsync(folder, new BrowserTypeLaunchPersistentContextOptions
        {
            ExecutablePath = Executable,
            Args = Flags,
            BaseURL = origin.AbsoluteUri,
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
            Permissions = ["camera", "microphone"],
        });
        profile.SetDefaultTimeout(90_000);
        return profile;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}
