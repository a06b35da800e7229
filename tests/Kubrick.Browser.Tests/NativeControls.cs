using System.Text.Json;
using Microsoft.Playwright;

namespace Kubrick.Browser.Tests;

/// <summary>The browser's own controls of a video. They are in a shadow tree that no selector reaches.</summary>
internal static class NativeControls
{
    private const string Timeline = "-webkit-media-controls-timeline";

    private static readonly string[] Subtrees = ["children", "shadowRoots"];

    /// <summary>Clicks on the bar of the video that has controls.</summary>
    /// <param name="page">The page.</param>
    /// <param name="fraction">Where on the bar: 0 is its start, 1 its end.</param>
    public static async Task ClickTimelineAsync(IPage page, double fraction)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        try
        {
            var document = await session.SendAsync("DOM.getDocument", new Dictionary<string, object> { ["depth"] = -1, ["pierce"] = true });
            var bar = Below(document!.Value.GetProperty("root")).Where(node => Has(node, "controls")).SelectMany(Below).First(node => Has(node, Timeline));
            var box = await session.SendAsync("DOM.getBoxModel", new Dictionary<string, object> { ["nodeId"] = bar.GetProperty("nodeId").GetInt32() });
            // The corners, clockwise from the upper left one.
            var corners = box!.Value.GetProperty("model").GetProperty("content").EnumerateArray().Select(number => number.GetSingle()).ToList();
            var (left, top, right, bottom) = (corners[0], corners[1], corners[4], corners[5]);
            await page.Mouse.ClickAsync(left + ((float)fraction * (right - left)), (top + bottom) / 2);
        }
        finally
        {
            await session.DetachAsync();
        }
    }

    private static bool Has(JsonElement node, string attribute) =>
        node.TryGetProperty("attributes", out var attributes) && attributes.EnumerateArray().Any(text => text.GetString() == attribute);

    private static IEnumerable<JsonElement> Below(JsonElement node) =>
        Subtrees.SelectMany(kind => node.TryGetProperty(kind, out var nodes) ? nodes.EnumerateArray().ToList() : [])
            .SelectMany(child => Below(child).Prepend(child));
}
