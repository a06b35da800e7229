using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Kubrick.RunningBrowser;

/// <summary>The errors that a page threw or logged, such as a violation of its Content-Security-Policy.</summary>
public sealed class PageFaults
{
    private readonly ConcurrentQueue<string> faults = new();

    /// <summary>Collects the errors of a page from now on.</summary>
    public PageFaults(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        page.PageError += (_, error) => faults.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A test may cause failed requests on purpose; every other error is a fault of the page.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                faults.Enqueue(message.Text);
            }
        };
    }

    /// <summary>The errors so far.</summary>
    public IReadOnlyCollection<string> All => faults;
}
