using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Tests;

public sealed class PublicOriginTests
{
    [Theory]
    [InlineData("GET /origin HTTP/1.1\r\nHost: a!b\r\n")]
    [InlineData("GET /origin HTTP/1.1\r\nHost: xn--!\r\n")]
    [InlineData("GET /origin HTTP/1.0\r\n")]
    public async Task An_address_for_a_host_that_is_none_is_a_400(string head)
    {
        await using var service = await RunningService.StartAsync(MapRoutes);
        var answer = await SendAsync(service, head);
        Assert.Contains(" 400 ", answer.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("\"INVALID_FORMAT\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_made_with_the_requests_host()
    {
        await using var service = await RunningService.StartAsync(MapRoutes);
        var answer = await SendAsync(service, "GET /origin HTTP/1.1\r\nHost: kubrick.example:8080\r\n");
        Assert.Contains("http://kubrick.example:8080/api/x", answer, StringComparison.Ordinal);
    }

    private static void MapRoutes(WebApplication app) =>
        app.MapGet("/origin", (HttpContext context) => context.Absolute(new Uri("/api/x", UriKind.Relative)).ToString());

    private static async Task<string> SendAsync(RunningService service, string head)
    {
        var cancel = TestContext.Current.CancellationToken;
        var address = service.Client.BaseAddress!;
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, cancel);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "Connection: close\r\n\r\n"), cancel);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancel);
    }
}
