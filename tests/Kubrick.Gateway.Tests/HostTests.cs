using Kubrick.Testing;

namespace Kubrick.Gateway.Tests;

public sealed class HostTests
{
    [Theory]
    [InlineData("GET /api/recordings HTTP/1.1\r\nHost: a!b\r\n")]
    [InlineData("GET /api/recordings HTTP/1.1\r\nHost: xn--!\r\n")]
    [InlineData("GET /api/recordings HTTP/1.1\r\nHost: \r\n")]
    [InlineData("GET /api/recordings HTTP/1.0\r\n")]
    [InlineData("GET / HTTP/1.0\r\n")]
    public async Task A_malformed_host_is_a_400_with_an_error_document(string head)
    {
        await using var gateway = await RunningGateway.StartAsync();
        var answer = await SendAsync(gateway, head);
        Assert.Contains(" 400 ", answer.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("\"INVALID_FORMAT\"", answer, StringComparison.Ordinal);
        Assert.Contains("application/vnd.api+json", answer, StringComparison.Ordinal);
        Assert.Contains("X-Content-Type-Options: nosniff", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("service=", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kubrick.example")]
    [InlineData("kubrick.example:8443")]
    [InlineData("192.0.2.1:80")]
    [InlineData("[2001:db8::1]:8080")]
    [InlineData("a_b.example")]
    [InlineData("xn--hst-sna.example")]
    public async Task A_valid_host_reaches_the_service(string host)
    {
        await using var gateway = await RunningGateway.StartAsync();
        var answer = await SendAsync(gateway, $"GET /api/recordings HTTP/1.1\r\nHost: {host}\r\n");
        Assert.Contains(" 200 ", answer.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains($"X-Forwarded-Host={host}\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task A_probe_in_http_1_0_needs_no_host(string path)
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.Contains(" 200 ", (await SendAsync(gateway, $"GET {path} HTTP/1.0\r\n")).Split('\n')[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kubrick.example", "200")]
    [InlineData("KUBRICK.example:8443", "200")]
    [InlineData("a.live.example", "200")]
    [InlineData("live.example", "400")]
    [InlineData("rebound.example", "400")]
    [InlineData("kubrick.example.rebound.example", "400")]
    [InlineData("127.0.0.1", "400")]
    public async Task With_AllowedHosts_a_rebound_name_is_refused_even_if_its_origin_matches(string host, string status)
    {
        await using var gateway = await RunningGateway.StartAsync(1, ("AllowedHosts", "kubrick.example;*.live.example"));
        foreach (var line in new[] { "DELETE /api/recordings/a", "GET /ws/stream", "GET /" })
        {
            var answer = await SendAsync(gateway, $"{line} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n");
            Assert.Contains($" {status} ", answer.Split('\n')[0], StringComparison.Ordinal);
            Assert.Equal(status == "400", answer.Contains("\"INVALID_FORMAT\"", StringComparison.Ordinal));
            Assert.Equal(status == "200", answer.Contains("service=", StringComparison.Ordinal));
        }
    }

    private static Task<string> SendAsync(RunningGateway gateway, string head) =>
        RawHttp.SendAsync(gateway.Client.BaseAddress!, head, TestContext.Current.CancellationToken);
}
