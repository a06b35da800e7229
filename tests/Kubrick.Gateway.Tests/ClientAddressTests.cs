using System.Net;
using Kubrick.Gateway.Limits;
using Kubrick.Gateway.Security;

namespace Kubrick.Gateway.Tests;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Addresses_of_one_client_share_one_limit(string first, string second, bool same) =>
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
}
