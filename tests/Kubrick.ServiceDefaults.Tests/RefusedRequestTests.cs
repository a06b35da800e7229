using System.Globalization;
using System.Text.Json;
using Kubrick.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Tests;

/// <summary>Requests that the server refuses before the application sees them.</summary>
public sealed class RefusedRequestTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET /a%00b HTTP/1.1\r\nHost: x\r\n", 400)]
    [InlineData("GET /%c0%80%00 HTTP/1.1\r\nHost: x\r\n", 400)]
    [InlineData("PUT /a%00b HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n", 400)]
    [InlineData("GET a HTTP/1.1\r\nHost: x\r\n", 405)]
    [InlineData("nonsense\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost x\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX-A: a\u0000b\r\n", 400)]
    [InlineData("GET / HTTP/9.9\r\nHost: x\r\n", 505)]
    public async Task A_request_that_cannot_be_read_gets_an_error_document(string head, int status)
    {
        await using var service = await RunningService.StartAsync(app => app.MapGet("/{any}", () => "reached"));
        AssertDocument(await RawHttp.SendAsync(service.Client.BaseAddress!, head, Cancel), status);
    }

    [Fact]
    public async Task An_address_and_headers_that_are_too_long_get_an_error_document()
    {
        await using var service = await RunningService.StartAsync(app => app.MapGet("/{any}", () => "reached"));
        AssertDocument(await RawHttp.SendAsync(service.Client.BaseAddress!, $"GET /{new string('a', 9_000)} HTTP/1.1\r\nHost: x\r\n", Cancel), 414);
        AssertDocument(await RawHttp.SendAsync(service.Client.BaseAddress!, $"GET /a HTTP/1.1\r\nHost: x\r\nX-A: {new string('a', 40_000)}\r\n", Cancel), 431);
        AssertDocument(
            await RawHttp.SendAsync(service.Client.BaseAddress!, $"GET /a HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Repeat("X-A: a\r\n", 200))}", Cancel), 431);
    }

    [Fact]
    public async Task A_refused_HEAD_has_no_body()
    {
        await using var service = await RunningService.StartAsync(app => app.MapGet("/{any}", () => "reached"));
        var answer = await RawHttp.SendAsync(service.Client.BaseAddress!, "HEAD /a HTTP/1.1\r\nHost x\r\n", Cancel);
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_responses_before_a_refused_request_of_the_same_connection_are_whole()
    {
        await using var service = await RunningService.StartAsync(app => app.MapGet("/{any}", (string any) => Results.Text(any)));
        const string Good = "GET /first HTTP/1.1\r\nHost: x\r\n\r\nGET /second HTTP/1.1\r\nHost: x\r\n\r\n";
        var answer = await RawHttp.SendAsync(service.Client.BaseAddress!, Good + "GET /a%00b HTTP/1.1\r\nHost: x\r\n", Cancel);
        Assert.Contains("\r\n\r\nfirstHTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        var second = answer.IndexOf("\r\n\r\nsecondHTTP/1.1 400 ", StringComparison.Ordinal);
        Assert.True(second > 0, answer);
        AssertDocument(answer[(second + "\r\n\r\nsecond".Length)..], 400);
    }

    [Fact]
    public async Task A_malformed_body_gets_one_error_document()
    {
        await using var service = await RunningService.StartAsync(app => app.MapPost("/{any}", async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null, request.HttpContext.RequestAborted);
            return Results.Ok();
        }));
        var answer = await RawHttp.SendAsync(service.Client.BaseAddress!, "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n", Cancel, "nonsense\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Equal(2, answer.Split("\"errors\"").Length);
    }

    private static void AssertDocument(string answer, int status)
    {
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} "), answer, StringComparison.Ordinal);
        var (head, body) = (answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)], answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.Contains("\r\nContent-Type: application/vnd.api+json", head, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\r\nContent-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}"), head, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length: 0", head, StringComparison.Ordinal);
        var error = JsonDocument.Parse(body).RootElement.GetProperty("errors")[0];
        Assert.Equal(status.ToString(CultureInfo.InvariantCulture), error.GetProperty("status").GetString());
        Assert.NotEmpty(error.GetProperty("code").GetString()!);
        Assert.NotEmpty(error.GetProperty("detail").GetString()!);
    }
}
