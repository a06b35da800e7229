using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Kubrick.Browser.Tests;

/// <summary>One browser tab and the errors in it.</summary>
internal sealed class Tab
{
    private readonly PageFaults faults;

    private int partsSent;

    private Tab(IPage page)
    {
        Page = page;
        faults = new PageFaults(page);
        page.RequestFinished += (_, request) =>
        {
            if (request.Method == "PUT" && request.Url.Contains("partNumber=", StringComparison.OrdinalIgnoreCase))
            {
                Interlocked.Increment(ref partsSent);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>The number of video parts that the page uploaded.</summary>
    public int PartsSent => partsSent;

    public static async Task<Tab> OpenAsync(IBrowserContext profile, string address)
    {
        var tab = new Tab(await profile.NewPageAsync());
        await tab.Page.GotoAsync(address);
        return tab;
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Textbox(string name) => Page.GetByRole(AriaRole.Textbox, new() { Name = name, Exact = true });

    public ILocator TabNamed(string name) => Page.GetByRole(AriaRole.Tab, new() { Name = name, Exact = true });

    /// <summary>The state of the uploads in the header.</summary>
    public ILocator Indicator => Page.GetByTestId("upload-indicator");

    /// <summary>Kills the tab's process.</summary>
    public async Task CrashAsync()
    {
        var crashed = new TaskCompletionSource();
        Page.Crash += (_, _) => crashed.TrySetResult();
        var session = await Page.Context.NewCDPSessionAsync(Page);
        // The process dies before it answers.
        _ = session.SendAsync("Page.crash").ContinueWith(static failed => failed.Exception, TaskScheduler.Default);
        await crashed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>Limits what the page's origin may store on the disk.</summary>
    public async Task LimitDiskAsync(int bytes)
    {
        var session = await Page.Context.NewCDPSessionAsync(Page);
        var origin = new Uri(Page.Url).GetLeftPart(UriPartial.Authority);
        await session.SendAsync("Storage.overrideQuotaForOrigin", new Dictionary<string, object> { ["origin"] = origin, ["quotaSize"] = bytes });
    }

    /// <summary>The card of a recording in the library.</summary>
    public ILocator CardOf(string title) =>
        Page.GetByRole(AriaRole.Article).Filter(new() { Has = Page.GetByRole(AriaRole.Heading, new() { Name = title }) });

    /// <summary>Waits for a state of the stream's player; the failure message contains the position and the buffered ranges.</summary>
    public async Task PlayerBecomesAsync(string states)
    {
        var player = Page.GetByTestId("stream-player");
        try
        {
            await Assertions.Expect(player).ToHaveAttributeAsync("data-state", new Regex(states), new() { Timeout = 180_000 });
        }
        catch (PlaywrightException exception)
        {
            var state = await player.EvaluateAsync<string>(
                """
                video => JSON.stringify({
                  at: video.currentTime, duration: video.duration, paused: video.paused, readyState: video.readyState,
                  buffered: Array.from({ length: video.buffered.length }, (_, i) => [video.buffered.start(i), video.buffered.end(i)]),
                })
                """);
            Assert.Fail($"{state}; {string.Join("; ", faults.All)}\n{exception.Message}");
        }
    }

    /// <summary>Saves a screenshot under <c>.kubrick/screenshots</c>.</summary>
    public Task ScreenshotAsync(string name) => Screenshots.SaveAsync(Page, name);

    /// <summary>Fails when the page threw or logged an error, such as a violation of its Content-Security-Policy.</summary>
    public void AssertNoFaults() => Assert.Empty(faults.All);
}
