using System.Globalization;
using Kubrick.Testing;

namespace Kubrick.Gateway.Tests;

/// <summary>A refusal reaches a client that reads only after it has sent all of a large body, and the log says nothing of it.</summary>
public sealed class RefusalTests
{
    private const int Large = 10 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST /api/recordings", "", 413)]
    [InlineData("POST /api/nothing", "", 404)]
    [InlineData("POST /library", "", 405)]
    [InlineData("GET /library", "", 413)]
    [InlineData("PUT /api/upload/objects/a", "Origin: https://evil.example\r\n", 403)]
    [InlineData("PUT /api/upload/objects/a", "X-Status: 403\r\n", 403)]
    [InlineData("PUT /api/upload/objects/a", "X-Status: 400\r\n", 400)]
    [InlineData("PUT /api/upload/objects/a", "X-Status: 507\r\n", 507)]
    [InlineData("PUT /api/upload/objects/a", "X-Status: 204\r\n", 204)]
    [InlineData("PUT /api/upload/objects/a", "", 200)]
    public async Task Every_refusal_arrives(string line, string headers, int status)
    {
        await using var gateway = await RunningGateway.StartAsync();
        foreach (var isChunked in new[] { false, true })
        {
            var head = $"{line} HTTP/1.1\r\nHost: {gateway.Client.BaseAddress!.Authority}\r\n{headers}";
            var answer = await RawHttp.SendAllFirstAsync(gateway.Client.BaseAddress, head, Large, isChunked, Cancel);
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} "), answer, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(gateway.Log.Lines, line => line.Contains("Forward", StringComparison.Ordinal) || line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_over_its_rate_gets_its_answer()
    {
        await using var gateway = await RunningGateway.StartAsync(1, ("RateLimits:Objects:PerSecond", "1"), ("RateLimits:Objects:Burst", "1"));
        var head = $"PUT /api/upload/objects/a HTTP/1.1\r\nHost: {gateway.Client.BaseAddress!.Authority}\r\n";
        var answer = "";
        for (var i = 0; i < 50 && !answer.StartsWith("HTTP/1.1 429 ", StringComparison.Ordinal); i++)
        {
            answer = await RawHttp.SendAllFirstAsync(gateway.Client.BaseAddress, head, Large, isChunked: false, Cancel);
        }

        Assert.Contains("\"RATE_LIMITED\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_decides_on_an_object_before_it_gets_the_body()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var answer = await gateway.Client.PutAsync("/api/upload/objects/a", new ByteArrayContent([1, 2, 3]), Cancel);
        var received = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("Expect=100-continue\n", received, StringComparison.Ordinal);
        Assert.Contains("length=3\n", received, StringComparison.Ordinal);
        Assert.DoesNotContain("Expect=", await gateway.Client.GetStringAsync("/api/upload/objects/a", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_gone_is_logged_in_one_line()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await gateway.StopServiceAsync(0);
        using var answer = await gateway.Client.GetAsync("/api/recordings", Cancel);
        var line = Assert.Single(gateway.Log.Lines, line => line.Contains("recordings", StringComparison.Ordinal) && line.Contains("Forwarding", StringComparison.Ordinal));
        Assert.StartsWith("Warning Kubrick.Gateway.Routing.ForwardingLog: Request not forwarded: route recordings, Request: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }
}
