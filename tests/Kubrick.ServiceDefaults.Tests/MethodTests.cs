using System.Net;
using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Tests;

public sealed class MethodTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/things")]
    [InlineData("/things/5")]
    [InlineData("/health")]
    [InlineData("/alive")]
    [InlineData("/metrics")]
    public async Task HEAD_is_GET_without_a_body(string path)
    {
        await using var service = await RunningService.StartAsync(Map);
        using var get = await service.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await service.Client.SendAsync(request, Cancel);
        Assert.Equal((HttpStatusCode.OK, get.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory]
    [InlineData("PUT", "/things", "GET, HEAD")]
    [InlineData("DELETE", "/things/5", "GET, HEAD")]
    [InlineData("OPTIONS", "/things", "GET, HEAD")]
    [InlineData("GET", "/things/sum", "POST")]
    [InlineData("HEAD", "/things/sum", "POST")]
    [InlineData("DELETE", "/things/sum", "POST")]
    [InlineData("POST", "/health", "GET, HEAD")]
    [InlineData("DELETE", "/alive", "GET, HEAD")]
    [InlineData("POST", "/metrics", "GET, HEAD")]
    public async Task A_method_that_a_route_does_not_have_is_a_405_that_names_those_it_has(string method, string path, string allowed)
    {
        await using var service = await RunningService.StartAsync(Map);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await service.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow.Order()));
        if (method != "HEAD")
        {
            Assert.Contains("\"METHOD_NOT_ALLOWED\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    private static void Map(WebApplication app)
    {
        app.MapRead("/things", () => Results.Ok(new { name = "thing" }));
        app.MapRead("/things/{id}", (string id) => Results.Ok(new { id }));
        app.MapPostOnly("/things/sum", () => Results.Ok());
    }
}
