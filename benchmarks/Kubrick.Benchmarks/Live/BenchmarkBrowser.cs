using Microsoft.Playwright;

namespace Kubrick.Benchmarks.Live;

/// <summary>Debian's Chromium with its fake camera and microphone.</summary>
internal sealed class BenchmarkBrowser : IAsyncDisposable
{
    /// <summary>Its arguments.</summary>
    public static IReadOnlyList<string> Flags { get; } =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
    ];

    /// <summary>Its path.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("KUBRICK_CHROMIUM") ?? "/usr/bin/chromium";

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private BenchmarkBrowser(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        this.browser = browser;
    }

    public static async Task<BenchmarkBrowser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new BenchmarkBrowser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = Flags }));
    }

    /// <summary>Opens a page in a new profile; <paramref name="before"/> is a script that runs before those of the page.</summary>
    public async Task<IPage> OpenAsync(Uri address, string? before = null)
    {
        var profile = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.GetLeftPart(UriPartial.Authority),
            ViewportSize = new ViewportSize { Width = 800, Height = 600 },
            Permissions = ["camera", "microphone"],
        });
        profile.SetDefaultTimeout(30_000);
        if (before is not null)
        {
            await profile.AddInitScriptAsync(before);
        }

        var page = await profile.NewPageAsync();
        await page.GotoAsync(address.ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
