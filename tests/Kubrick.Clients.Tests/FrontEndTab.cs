using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Kubrick.Clients.Tests;

/// <summary>A tab with a front end, and a user's steps in it. Both generations are operated alike.</summary>
internal sealed class FrontEndTab
{
    /// <summary>For what the machine computes: the encoder, the transcoder.</summary>
    private const float Patience = 120_000;

    /// <summary>
    /// These front ends discard every chunk until the socket's <c>started</c> has arrived. If it is later than the first chunk, the header of the file is lost, and the
    /// stream cannot be played. So the camera of the test opens when it has arrived.
    /// </summary>
    private const string OpenCameraWhenStarted = """
        if (navigator.mediaDevices) {
          let started = Promise.resolve();
          const send = WebSocket.prototype.send;
          WebSocket.prototype.send = function (message) {
            if (typeof message === 'string' && JSON.parse(message).type === 'start') {
              started = new Promise(resolve => this.addEventListener('message', ({ data }) => {
                if (JSON.parse(data).type === 'started') resolve();
              }));
            }
            return send.call(this, message);
          };
          const open = MediaDevices.prototype.getUserMedia;
          MediaDevices.prototype.getUserMedia = async function (constraints) {
            await started;
            return open.call(this, constraints);
          };
        }
        """;

    private readonly string screenshots;
    private readonly PageFaults faults;
    private readonly ConcurrentQueue<string> refusals = new();

    private FrontEndTab(IPage page, string screenshots)
    {
        this.screenshots = screenshots;
        Page = page;
        faults = new PageFaults(page);
        page.Response += (_, response) =>
        {
            // A player may ask for media that is not there yet.
            if (response.Status >= 400 && response.Url.Contains("/api/", StringComparison.Ordinal) && !response.Url.Contains("/hls/", StringComparison.Ordinal))
            {
                refusals.Enqueue($"{response.Status} {response.Request.Method} {response.Url}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>The cards in the library.</summary>
    private ILocator Cards => Page.Locator(".video-card");

    private ILocator StartButton => Button("Start Recording");

    private ILocator Search => Page.GetByPlaceholder(new Regex("^(Filter by recorder name|Search recordings)"));

    /// <summary>Opens the front end in a new tab.</summary>
    /// <param name="profile">The profile of the browser.</param>
    /// <param name="screenshots">The beginning of the names of its screenshots.</param>
    /// <param name="query">The parameters of the address, which fill in the recorder's name and metadata.</param>
    public static async Task<FrontEndTab> OpenAsync(IBrowserContext profile, string screenshots, string query = "")
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var page = await profile.NewPageAsync();
        await page.AddInitScriptAsync(RecordedMedia.Describe + RecordedMedia.Eavesdrop + OpenCameraWhenStarted);
        var tab = new FrontEndTab(page, screenshots);
        await page.GotoAsync("/" + query);
        return tab;
    }

    /// <summary>Fills in the title, and chooses 480p, which costs the least.</summary>
    public async Task PrepareAsync(string title)
    {
        await Page.GetByPlaceholder(new Regex("^Recording title")).FillAsync(title);
        await Page.Locator(".quality-select").ClickAsync();
        await Page.Locator(".ant-select-item-option").Filter(new() { HasText = "480p" }).ClickAsync();
    }

    /// <summary>Turns live streaming on, and waits for its connection.</summary>
    public async Task TurnLiveStreamingOnAsync()
    {
        var live = Page.GetByRole(AriaRole.Switch);
        await live.ClickAsync();
        await Assertions.Expect(live).ToHaveAttributeAsync("aria-checked", "true");
        await Assertions.Expect(StartButton).ToBeEnabledAsync();
    }

    /// <summary>Records some seconds, with a pause in between.</summary>
    public async Task RecordAsync(int seconds)
    {
        await StartButton.ClickAsync();
        await WaitForTimeAsync(seconds / 2);
        await Button("Pause").ClickAsync();
        await Page.Locator(".recording-paused").WaitForAsync();
        // The length of the pause.
        await Page.WaitForFunctionAsync("since => performance.now() - since > 1500", await Page.EvaluateAsync<double>("() => performance.now()"));
        await ScreenshotAsync("paused");
        await Button("Resume").ClickAsync();
        await WaitForTimeAsync(seconds);
        await ScreenshotAsync("recording");
    }

    /// <summary>Waits until the page says that the recording is streamed.</summary>
    public Task WaitUntilLiveAsync() => Page.Locator(".recording-indicator").GetByText("LIVE").WaitForAsync(new() { Timeout = Patience });

    /// <summary>Stops the recording, and waits until the page has stored it; returns what MediaRecorder emitted.</summary>
    public async Task<RecordedMedia> StopAsync()
    {
        await Button("Stop( Recording)?").ClickAsync();
        await StartButton.WaitForAsync(new() { Timeout = Patience });
        await ScreenshotAsync("stopped");
        return await RecordedMedia.OfAsync(Page);
    }

    public Task OpenTabAsync(string name) => Page.GetByRole(AriaRole.Tab, new() { Name = name, Exact = true }).ClickAsync();

    /// <summary>Searches the library for something that is not there, and then for a text that only one recording has.</summary>
    public async Task FindAsync(string text)
    {
        var nothing = Guid.NewGuid().ToString("N");
        await Search.FillAsync(nothing);
        await Page.GetByText($"No recordings found for \"{nothing}\"").WaitForAsync();
        await Assertions.Expect(Cards).ToHaveCountAsync(0);
        await Search.FillAsync(text);
        await Assertions.Expect(Cards).ToHaveCountAsync(1);
    }

    public Task RefreshAsync() => Page.GetByTitle("Refresh").ClickAsync();

    public ILocator CardOf(string title) => Cards.Filter(new() { HasText = title });

    /// <summary>Waits until the card shows its picture.</summary>
    public async Task AssertHasPictureAsync(string title)
    {
        var picture = CardOf(title).Locator(".video-thumbnail img");
        await picture.WaitForAsync();
        await Page.WaitForFunctionAsync("picture => picture.complete && picture.naturalWidth > 0", await picture.ElementHandleAsync());
    }

    /// <summary>Opens the player of a card, and waits until the video moves.</summary>
    public async Task PlayAsync(string title)
    {
        await CardOf(title).Locator(".video-thumbnail").ClickAsync();
        await Page.Locator(".video-player video").WaitForAsync();
        await WaitForVideoAsync(0);
        // A live stream begins near its end, not at 0.
        var from = await Page.EvaluateAsync<double>("() => document.querySelector('.video-player video').currentTime");
        await WaitForVideoAsync(from + 1);
        await ScreenshotAsync("playing");
    }

    public async Task ClosePlayerAsync()
    {
        await Page.Locator(".video-modal .ant-modal-close").ClickAsync();
        await Assertions.Expect(Page.Locator(".video-player")).ToHaveCountAsync(0);
    }

    public async Task ArchiveAsync(string title)
    {
        await CardOf(title).Locator(".archive-icon").ClickAsync();
        await Page.Locator(".ant-popconfirm").GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Archive$") }).ClickAsync();
        await Assertions.Expect(CardOf(title)).ToHaveCountAsync(0);
    }

    /// <summary>Fails when the page threw or logged an error, or the API refused a request of it.</summary>
    public void AssertNoFaults()
    {
        Assert.Empty(faults.All);
        Assert.Empty(refusals);
    }

    public Task ScreenshotAsync(string step) => Screenshots.SaveAsync(Page, $"client-{screenshots}-{step}");

    /// <summary>At least so long: a busy machine may not look at every second.</summary>
    private Task<IJSHandle> WaitForTimeAsync(int seconds) => Page.WaitForFunctionAsync(
        "seconds => (document.querySelector('.recording-time')?.textContent ?? '').split(':').reduce((sum, part) => 60 * sum + Number(part), 0) >= seconds",
        seconds,
        new() { Timeout = Patience });

    /// <summary>Waits until the video has decoded frames and is beyond a position, or at its end.</summary>
    private Task<IJSHandle> WaitForVideoAsync(double position) => Page.WaitForFunctionAsync(
        """
        position => {
          const video = document.querySelector('.video-player video');
          if (video.paused && !video.ended) video.play().catch(() => {});
          return video.getVideoPlaybackQuality().totalVideoFrames > 10 && (video.currentTime > position || video.ended);
        }
        """,
        position,
        new() { Timeout = Patience });

    /// <summary>A button by the end of its name: Ant Design puts the name of its icon before.</summary>
    private ILocator Button(string label) => Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex(label + "$") });
}
