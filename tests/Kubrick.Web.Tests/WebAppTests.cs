using System.Net;
using System.Net.Http.Headers;

namespace Kubrick.Web.Tests;

public sealed class WebAppTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/record")]
    [InlineData("/library?recorderName=Ada.Lovelace")]
    [InlineData("/library/some/depth")]
    [InlineData("/index.html")]
    public async Task Every_route_of_the_app_gets_its_page_which_is_always_revalidated(string address)
    {
        await using var host = WebHost.WithApp();
        using var answer = await host.CreateClient().GetAsync(address, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("<!doctype html>page", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.True(answer.Headers.CacheControl?.NoCache);
    }

    [Theory]
    [InlineData("/assets/index-old.js")]
    [InlineData("/assets/unknown")]
    [InlineData("/assets/")]
    [InlineData("/missing.png")]
    [InlineData("/api")]
    [InlineData("/api/recordings")]
    [InlineData("/API/recordings")]
    [InlineData("/ws/stream")]
    [InlineData("/internal/recordings")]
    [InlineData("/.secret.txt")]
    [InlineData("/assets/index-abc123.js.gz")]
    [InlineData("/assets/index-abc123.js.br")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd.txt")]
    [InlineData("/assets/..%2f..%2f..%2fetc%2fpasswd.txt")]
    public async Task Other_paths_are_a_404_with_an_error_document(string address)
    {
        await using var host = WebHost.WithApp();
        using var answer = await host.CreateClient().GetAsync(address, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("\"NOT_FOUND\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hashed_file_is_cached_forever()
    {
        await using var host = WebHost.WithApp();
        using var answer = await host.CreateClient().GetAsync("/assets/index-abc123.js", Cancel);

        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.GetValues("Cache-Control").Single());
        Assert.Equal("plain", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("br, gzip", "br", "brotli")]
    [InlineData("gzip", "gzip", "gzip")]
    [InlineData("gzip, br;q=0", "gzip", "gzip")]
    [InlineData("deflate", null, "plain")]
    public async Task The_best_compressed_copy_that_the_browser_accepts_is_sent(string accepted, string? encoding, string content)
    {
        await using var host = WebHost.WithApp();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/index-abc123.js");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        using var answer = await host.CreateClient().SendAsync(request, Cancel);

        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        Assert.Equal(content, await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_range_is_served_from_the_plain_file()
    {
        await using var host = WebHost.WithApp();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/index-abc123.js");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "br");
        request.Headers.Range = new RangeHeaderValue(1, 2);
        using var answer = await host.CreateClient().SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("la", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task An_unchanged_page_is_not_sent_again()
    {
        await using var host = WebHost.WithApp();
        using var client = host.CreateClient();
        using var first = await client.GetAsync("/record", Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/library");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Only_GET_and_HEAD_are_allowed()
    {
        await using var host = WebHost.WithApp();
        using var answer = await host.CreateClient().PostAsync("/record", content: null, Cancel);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task The_service_is_healthy_only_if_the_app_was_built()
    {
        await using var built = WebHost.WithApp();
        await using var empty = new WebHost();
        using var healthy = await built.CreateClient().GetAsync("/health", Cancel);
        using var unhealthy = await empty.CreateClient().GetAsync("/health", Cancel);
        using var page = await empty.CreateClient().GetAsync("/", Cancel);

        Assert.Equal(HttpStatusCode.OK, healthy.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unhealthy.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }
}
