using System.Net;
using Kubrick.Gateway.Limits;
using Kubrick.Gateway.Security;
using Kubrick.ServiceDefaults.Proxies;

namespace Kubrick.Gateway.Tests;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Addresses_of_one_client_share_a_limit(string first, string second, bool same) =>
        Assert.Equal(same, RateLimitExtensions.ClientOf(IPAddress.Parse(first)) == RateLimitExtensions.ClientOf(IPAddress.Parse(second)));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:192.168.0.4", true)]
    [InlineData("203.0.113.7", false)]
    [InlineData("2001:db8::1", false)]
    public void Metrics_are_for_this_machine_and_private_networks(string address, bool allowed) =>
        Assert.Equal(allowed, SecurityHeadersExtensions.IsPrivate(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.2", true, true, "10.0.0.9", true)]
    [InlineData("10.0.0.2", false, false, "10.0.0.2", true)]
    [InlineData("10.0.0.2", true, true, "203.0.113.7", false)]
    [InlineData("10.0.0.2", false, true, "10.0.0.2", false)]
    [InlineData("203.0.113.7", true, true, "10.0.0.9", false)]
    [InlineData("203.0.113.7", false, false, "203.0.113.7", false)]
    public void Metrics_need_a_private_peer_and_a_private_client(string peer, bool isTrusted, bool hasHeader, string client, bool allowed) =>
        Assert.Equal(allowed, SecurityHeadersExtensions.MayReadMetrics(
            new ForwardedClient(IPAddress.Parse(peer), isTrusted, hasHeader, IPAddress.Loopback), IPAddress.Parse(client)));

    [Fact]
    public async Task A_forged_first_address_does_not_give_access_to_metrics()
    {
        await using var gateway = await RunningGateway.StartAsync(1, Trusted);
        Assert.Equal(HttpStatusCode.NotFound, await Ask(gateway, "/metrics", "127.0.0.1, 203.0.113.7"));
        Assert.Equal(HttpStatusCode.NotFound, await Ask(gateway, "/metrics", "203.0.113.7"));
        Assert.Equal(HttpStatusCode.OK, await Ask(gateway, "/metrics", "203.0.113.7, 192.168.0.4"));
        Assert.Equal(HttpStatusCode.OK, await Ask(gateway, "/metrics", null));
    }

    [Fact]
    public async Task Metrics_are_not_served_through_an_unknown_proxy()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, await Ask(gateway, "/metrics", "127.0.0.1"));
        Assert.Equal(HttpStatusCode.OK, await Ask(gateway, "/metrics", null));
    }

    [Fact]
    public async Task A_client_that_forges_the_first_address_stays_under_its_limit()
    {
        await using var gateway = await RunningGateway.StartAsync(1, [.. Trusted, ("RateLimits:Api:PerSecond", "1"), ("RateLimits:Api:Burst", "2")]);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 100 && !answers.Contains(HttpStatusCode.TooManyRequests); i++)
        {
            answers.Add(await Ask(gateway, "/api/recordings", $"198.51.100.{i}, 203.0.113.7"));
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.OK, await Ask(gateway, "/api/recordings", "203.0.113.7, 203.0.113.8"));
    }

    [Theory]
    [InlineData("nonsense, 203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.9, 203.0.113.7", "203.0.113.9")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("[2001:db8::1]:4711, 203.0.113.7", "2001:db8::1")]
    public async Task A_service_receives_the_first_address_if_it_is_valid(string header, string shown)
    {
        await using var gateway = await RunningGateway.StartAsync(1, Trusted);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session-info");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", header);
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var received = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"X-Forwarded-For={shown}\n", received, StringComparison.Ordinal);
    }

    private static readonly (string Key, string Value)[] Trusted = [("Proxies:Trusted:0", "127.0.0.0/8"), ("Proxies:Trusted:1", "::1")];

    private static async Task<HttpStatusCode> Ask(RunningGateway gateway, string path, string? forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (forwardedFor is not null)
        {
            request.Headers.Add("X-Forwarded-For", forwardedFor);
        }

        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
