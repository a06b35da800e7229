using Kubrick.ServiceDefaults.Proxies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Tests;

public sealed class ForwardedHeadersTests
{
    private static void MapRoutes(WebApplication app)
    {
        app.MapGet("/address", (HttpContext context) => context.Connection.RemoteIpAddress!.ToString());
        app.MapGet("/first", (HttpContext context) => context.Features.Get<ForwardedClient>()?.First?.ToString() ?? "none");
        app.MapGet("/origin", (HttpContext context) => context.ForClient(new Uri("/api/x?y=1", UriKind.Relative)).ToString());
    }

    private static async Task<string> Ask(RunningService service, string path, string forwardedFor = "203.0.113.7")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "kubrick.example");
        request.Headers.Add("Origin", "http://app.example");
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_first_address_counts_when_the_peer_is_trusted()
    {
        await using var service = await RunningService.StartAsync(MapRoutes);
        Assert.Equal("203.0.113.7", await Ask(service, "/address", "203.0.113.7, 198.51.100.1, 10.0.0.1"));
    }

    [Fact]
    public async Task Headers_of_an_untrusted_peer_are_ignored()
    {
        await using var service = await RunningService.StartAsync(MapRoutes, null, "--Proxies:Trusted:0=10.0.0.0/8");
        Assert.Equal("127.0.0.1", await Ask(service, "/address"));
        Assert.StartsWith("http://127.0.0.1", await Ask(service, "/origin"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edge_trusts_no_proxy_by_default()
    {
        await using var service = await RunningService.StartAsync(MapRoutes, null, "--Proxies:IsEdge=true");
        Assert.Equal("127.0.0.1", await Ask(service, "/address"));
    }

    [Theory]
    [InlineData("203.0.113.7, 198.51.100.1", "198.51.100.1")]
    [InlineData("203.0.113.7, 198.51.100.1, 10.0.0.1", "198.51.100.1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    public async Task An_edge_uses_the_last_address_that_is_not_a_trusted_proxy(string forwardedFor, string address)
    {
        await using var service = await RunningService.StartAsync(
            MapRoutes, null, "--Proxies:IsEdge=true", "--Proxies:Trusted:0=127.0.0.0/8", "--Proxies:Trusted:1=10.0.0.0/8");
        Assert.Equal(address, await Ask(service, "/address", forwardedFor));
        Assert.Equal(forwardedFor.Split(',')[0], await Ask(service, "/first", forwardedFor));
    }

    [Fact]
    public async Task There_is_no_first_address_when_the_peer_is_not_trusted()
    {
        await using var service = await RunningService.StartAsync(MapRoutes, null, "--Proxies:IsEdge=true");
        Assert.Equal("none", await Ask(service, "/first", "203.0.113.7"));
    }

    [Fact]
    public async Task URLs_for_other_pages_have_the_origin_that_the_client_used()
    {
        await using var service = await RunningService.StartAsync(MapRoutes);
        Assert.Equal("https://kubrick.example/api/x?y=1", await Ask(service, "/origin"));
    }

    [Theory]
    [InlineData("not-an-address")]
    [InlineData("999.1.1.1")]
    [InlineData("<script>")]
    public async Task A_malformed_address_in_the_header_is_ignored(string forwardedFor)
    {
        await using var service = await RunningService.StartAsync(MapRoutes);
        Assert.Equal("127.0.0.1", await Ask(service, "/address", forwardedFor));
    }
}
