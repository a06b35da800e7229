using Kubrick.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Tests;

public sealed class PublicOriginTests
{
    private const string Relative = "/api/x?y=%2F";

    [Theory]
    [InlineData("")]
    [InlineData("Origin: http://kubrick.example:8080\r\n")]
    [InlineData("Origin: https://kubrick.example:8080\r\n")]
    [InlineData("Origin: http://KUBRICK.example:8080\r\n")]
    public async Task A_URL_of_the_site_is_relative_for_its_own_pages_and_for_programs(string origin)
    {
        var answer = await SendAsync($"GET /url HTTP/1.1\r\nHost: kubrick.example:8080\r\n{origin}");
        Assert.EndsWith($"\r\n{Relative}", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nVary: Origin\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kubrick.example", "http://app.example", "http://kubrick.example")]
    [InlineData("kubrick.example:8080", "http://app.example", "http://kubrick.example:8080")]
    [InlineData("kubrick.example:8080", "http://kubrick.example", "http://kubrick.example:8080")]
    [InlineData("kubrick.example", "https://app.example", "https://kubrick.example")]
    [InlineData("kubrick.example:8443", "https://app.example", "https://kubrick.example:8443")]
    [InlineData("127.0.0.1:8080", "https://app.example", "http://127.0.0.1:8080")]
    [InlineData("localhost", "https://app.example", "http://localhost")]
    [InlineData("kubrick.example", "null", "http://kubrick.example")]
    [InlineData("kubrick.example", "nonsense", "http://kubrick.example")]
    public async Task A_page_of_another_origin_gets_the_address_that_it_used(string host, string origin, string expected)
    {
        var answer = await SendAsync($"GET /url HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n");
        Assert.EndsWith($"\r\n{expected}{Relative}", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nVary: Origin\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /url HTTP/1.1\r\nHost: a!b\r\n")]
    [InlineData("GET /url HTTP/1.1\r\nHost: xn--!\r\n")]
    [InlineData("GET /url HTTP/1.0\r\n")]
    public async Task A_malformed_host_is_a_400_where_the_URL_needs_it(string head)
    {
        Assert.EndsWith($"\r\n{Relative}", await SendAsync(head), StringComparison.Ordinal);
        var answer = await SendAsync(head + "Origin: https://app.example\r\n");
        Assert.Contains(" 400 ", answer.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("\"INVALID_FORMAT\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Origin: https://app.example\r\n")]
    public async Task An_absolute_URL_stays_as_it_is(string origin)
    {
        var answer = await SendAsync($"GET /absolute HTTP/1.1\r\nHost: kubrick.example\r\n{origin}");
        Assert.EndsWith("\r\nhttps://media.example/x", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nVary: Origin\r\n", answer, StringComparison.Ordinal);
    }

    private static async Task<string> SendAsync(string head)
    {
        await using var service = await RunningService.StartAsync(MapRoutes);
        return await RawHttp.SendAsync(service.Client.BaseAddress!, head, TestContext.Current.CancellationToken);
    }

    private static void MapRoutes(WebApplication app)
    {
        app.MapGet("/url", (HttpContext context) => Text(context.ForClient(new Uri(Relative, UriKind.Relative))));
        app.MapGet("/absolute", (HttpContext context) => Text(context.ForClient(new Uri("https://media.example/x"))));
    }

    // With its length, the body is not sent in chunks.
    private static IResult Text(Uri url) => Results.Bytes(System.Text.Encoding.ASCII.GetBytes(url.OriginalString), "text/plain");
}
