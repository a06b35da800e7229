using System.Net;
using System.Net.WebSockets;
using Kubrick.ServiceDefaults.Proxies;

namespace Kubrick.Gateway.Tests;

public sealed class OriginTests
{
    private const string Foreign = "https://evil.example";

    private static readonly (string Key, string Value)[] Trusted = [("Proxies:Trusted:0", "127.0.0.0/8"), ("Proxies:Trusted:1", "::1")];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/api/streams/a/stop")]
    [InlineData("PUT", "/api/upload/objects/a")]
    [InlineData("PATCH", "/api/recordings/a")]
    [InlineData("DELETE", "/api/recordings/a")]
    [InlineData("GET", "/ws/stream")]
    [InlineData("GET", "/WS/stream")]
    public async Task Pages_of_other_sites_may_neither_change_anything_nor_open_sockets(string method, string path)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var refused = await SendAsync(gateway, method, path, Foreign);
        await RoutingTests.AssertError(refused, HttpStatusCode.Forbidden, "FORBIDDEN");
        Assert.False(refused.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, method, path, gateway.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, method, path));
    }

    [Fact]
    public async Task Reads_from_other_origins_are_left_to_CORS()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, "GET", "/api/recordings", Foreign));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, "HEAD", "/", Foreign));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("nonsense")]
    [InlineData("https://app.example.evil.example")]
    [InlineData("http://app.example")]
    [InlineData("https://app.example:8443")]
    [InlineData("https://app.example", Foreign)]
    public async Task Only_a_configured_origin_is_accepted(params string[] origins)
    {
        await using var gateway = await RunningGateway.StartAsync(1, ("Cors:Origins:0", "https://app.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway, "POST", "/api/recordings", origins));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, "POST", "/api/recordings", "https://app.example"));
    }

    [Fact]
    public async Task The_own_origin_comes_from_the_headers_of_a_trusted_proxy()
    {
        await using var trusting = await RunningGateway.StartAsync(1, Trusted);
        Assert.Equal(HttpStatusCode.OK, await ForwardedAsync(trusting, "https://kubrick.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await ForwardedAsync(trusting, "http://kubrick.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await ForwardedAsync(trusting, Foreign));
        // Without a trusted proxy the headers are ignored.
        await using var alone = await RunningGateway.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await ForwardedAsync(alone, "https://kubrick.example"));
    }

    [Theory]
    [InlineData("kubrick.example", "https://kubrick.example", HttpStatusCode.OK)]
    [InlineData("kubrick.example:8443", "https://kubrick.example:8443", HttpStatusCode.OK)]
    [InlineData("kubrick.example", "https://kubrick.example:8443", HttpStatusCode.Forbidden)]
    [InlineData("kubrick.example", "https://other.example", HttpStatusCode.Forbidden)]
    public async Task The_own_origin_over_https_is_accepted_behind_an_unknown_TLS_proxy(string host, string origin, HttpStatusCode status)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/recordings") { Headers = { Host = host } };
        request.Headers.Add("Origin", origin);
        using var response = await gateway.Client.SendAsync(request, Cancel);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_socket_of_another_sites_page_is_refused_before_the_upgrade()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var address = new UriBuilder(new Uri(gateway.Client.BaseAddress!, "/ws/stream")) { Scheme = "ws" }.Uri;
        using var foreign = new ClientWebSocket();
        foreign.Options.SetRequestHeader("Origin", Foreign);
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => foreign.ConnectAsync(address, Cancel));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        using var own = new ClientWebSocket();
        own.Options.SetRequestHeader("Origin", gateway.Client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        await own.ConnectAsync(address, Cancel);
        Assert.Equal(WebSocketState.Open, own.State);
    }

    [Theory]
    [InlineData("https://Kubrick.Example", "https://kubrick.example/", true)]
    [InlineData("https://kubrick.example:443", "https://kubrick.example/", true)]
    [InlineData("http://kubrick.example:80", "http://kubrick.example/", true)]
    [InlineData("http://[::1]:5000", "http://[::1]:5000/", true)]
    [InlineData("https://kubrick.example:444", "https://kubrick.example/", false)]
    [InlineData("https://kubrick.example/page", "https://kubrick.example/", false)]
    [InlineData("https://user@kubrick.example", "https://kubrick.example/", false)]
    [InlineData("", "https://kubrick.example/", false)]
    [InlineData(null, "https://kubrick.example/", false)]
    public void Origins_are_compared_by_scheme_host_and_port(string? origin, string other, bool isSame) => Assert.Equal(isSame, Origins.AreSame(origin, new Uri(other)));

    private static async Task<HttpStatusCode> StatusAsync(RunningGateway gateway, string method, string path, params string[] origins)
    {
        using var response = await SendAsync(gateway, method, path, origins);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> ForwardedAsync(RunningGateway gateway, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/recordings");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "kubrick.example");
        using var response = await gateway.Client.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningGateway gateway, string method, string path, params string[] origins)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var origin in origins)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        return await gateway.Client.SendAsync(request, Cancel);
    }
}
