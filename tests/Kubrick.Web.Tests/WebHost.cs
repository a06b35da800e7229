using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Kubrick.Web.Tests;

/// <summary>The service in memory, with a small app in a temporary folder.</summary>
internal sealed class WebHost : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("kubrick-web-");

    public WebHost Add(string path, string text)
    {
        var file = new FileInfo(Path.Combine(root.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
        return this;
    }

    public static WebHost WithApp() => new WebHost()
        .Add("index.html", "<!doctype html>page")
        .Add("favicon.svg", "<svg/>")
        .Add("assets/index-abc123.js", "plain")
        .Add("assets/index-abc123.js.br", "brotli")
        .Add("assets/index-abc123.js.gz", "gzip")
        .Add(".secret.txt", "hidden");

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder.UseWebRoot(root.FullName);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && root.Exists)
        {
            root.Delete(recursive: true);
        }
    }
}
