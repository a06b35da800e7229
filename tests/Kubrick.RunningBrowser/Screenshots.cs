using System.Reflection;
using Microsoft.Playwright;

namespace Kubrick.RunningBrowser;

/// <summary>Screenshots under <c>.kubrick/screenshots</c>.</summary>
public static class Screenshots
{
    private static readonly string Folder = Path.Combine(
        typeof(Screenshots).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!,
        ".kubrick",
        "screenshots");

    /// <summary>Saves a screenshot of a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">The name of the file, without its extension.</param>
    public static async Task SaveAsync(IPage page, string name)
    {
        ArgumentNullException.ThrowIfNull(page);
        Directory.CreateDirectory(Folder);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png") });
    }
}
