using Kubrick.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Tests;

public sealed class PublicOriginTests
{
    [Theory]
    [InlineData("GET /origin HTTP/1.1\r\nHost: a!b\r\n")]
    [InlineData("GET /origin HTTP/1.1\r\nHost: xn--!\r\n")]
    [InlineData("GET /origin HTTP/1.0\r\n")]
    public async Task A_malformed_host_is_a_400(string head)
    {
        await using var service = await RunningService.StartAsync(MapRoutes);
        var answer = await SendAsync(service, head);
        Assert.Contains(" 400 ", answer.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("\"INVALID_FORMAT\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_URL_is_built_from_the_requests_host()
    {
        await using var service = await RunningService.StartAsync(MapRoutes);
        var answer = await SendAsync(service, "GET /origin HTTP/1.1\r\nHost: kubrick.example:8080\r\n");
        Assert.Contains("http://kubrick.example:8080/api/x", answer, StringComparison.Ordinal);
    }

    private static void MapRoutes(WebApplication app) =>
        app.MapGet("/origin", (HttpContext context) => context.Absolute(new Uri("/api/x", UriKind.Relative)).ToString());

    private static Task<string> SendAsync(RunningService service, string head) =>
        RawHttp.SendAsync(service.Client.BaseAddress!, head, TestContext.Current.CancellationToken);
}
