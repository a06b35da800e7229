using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kubrick.ServiceDefaults.Tests;

/// <summary>A refusal reaches a client that reads no byte before it has sent all of the body.</summary>
public sealed class LimitedBodyTests
{
    private const int Large = 20 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/refuses", false, 403)]
    [InlineData("/refuses", true, 403)]
    [InlineData("/reads", false, 413)]
    [InlineData("/reads", true, 413)]
    [InlineData("/limits", false, 413)]
    [InlineData("/limits", true, 413)]
    [InlineData("/fails", true, 500)]
    [InlineData("/nothing", false, 404)]
    [InlineData("/ignores", false, 200)]
    public async Task The_response_arrives_after_the_whole_body_was_sent(string path, bool isChunked, int status)
    {
        await using var service = await RunningService.StartAsync(Map);
        using var socket = await ConnectAsync(service);
        var length = isChunked ? "Transfer-Encoding: chunked" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Large}");
        await SendAsync(socket, $"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{length}\r\n\r\n");
        var chunk = new byte[64 << 10];
        for (var sent = 0; sent < Large; sent += chunk.Length)
        {
            await SendAsync(socket, isChunked ? "10000\r\n" : "");
            await socket.GetStream().WriteAsync(chunk, Cancel);
            await SendAsync(socket, isChunked ? "\r\n" : "");
        }

        await SendAsync(socket, isChunked ? "0\r\n\r\n" : "");
        Assert.StartsWith($"HTTP/1.1 {status} ", await ReadHeadAsync(socket), StringComparison.Ordinal);

        // The rest of the body was not taken for a request.
        await SendAsync(socket, "GET /alive HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Contains("HTTP/1.1 200 ", await ReadUntilAsync(socket, "\"healthy\""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/refuses", 403)]
    [InlineData("/reads", 413)]
    public async Task A_client_that_waits_for_permission_is_not_asked_for_the_body(string path, int status)
    {
        await using var service = await RunningService.StartAsync(Map);
        using var socket = await ConnectAsync(service);
        await SendAsync(socket, $"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {Large}\r\nExpect: 100-continue\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", await ReadHeadAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_waits_for_permission_gets_it_where_the_body_is_read()
    {
        await using var service = await RunningService.StartAsync(Map);
        using var socket = await ConnectAsync(service);
        await SendAsync(socket, "PUT /reads HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 100 ", await ReadHeadAsync(socket), StringComparison.Ordinal);
        await SendAsync(socket, "{}");
        Assert.StartsWith("HTTP/1.1 200 ", await ReadHeadAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_may_raise_the_limit()
    {
        await using var service = await RunningService.StartAsync(Map);
        using var content = new ByteArrayContent(new byte[Large]);
        using var answer = await service.Client.PutAsync("/counts", content, Cancel);
        Assert.Equal(Large.ToString(CultureInfo.InvariantCulture), await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static void Map(WebApplication app)
    {
        app.MapPut("/refuses", () => ApiErrors.Forbidden("No."));
        app.MapPut("/ignores", () => Results.Text("ignored"));
        app.MapPut("/reads", (JsonBody body) => Results.Ok(body.Root.ToString()));
        app.MapPut("/limits", async (HttpContext context) =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = 1000;
            return Results.Text($"{await CountAsync(context.Request.Body)}");
        });
        app.MapPut("/counts", async (HttpContext context) =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            return Results.Text($"{await CountAsync(context.Request.Body)}");
        });
        app.MapPut("/fails", async (HttpContext context) =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[10], Cancel);
            throw new InvalidOperationException("The disk failed.");
        });
    }

    private static async Task<long> CountAsync(Stream body)
    {
        var (total, buffer) = (0L, new byte[10_000]);
        for (int read; (read = await body.ReadAsync(buffer, Cancel)) > 0;)
        {
            total += read;
        }

        return total;
    }

    private static async Task<TcpClient> ConnectAsync(RunningService service)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(service.Client.BaseAddress!.Host, service.Client.BaseAddress.Port, Cancel);
        return socket;
    }

    private static async Task SendAsync(TcpClient socket, string text) => await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Cancel);

    private static Task<string> ReadHeadAsync(TcpClient socket) => ReadUntilAsync(socket, "\r\n\r\n");

    private static async Task<string> ReadUntilAsync(TcpClient socket, string end)
    {
        var (text, one) = (new StringBuilder(), new byte[1]);
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            Assert.True(await socket.GetStream().ReadAsync(one, Cancel) > 0, $"The connection was closed after: {text}");
            text.Append((char)one[0]);
        }

        return text.ToString();
    }
}
