using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Recorders;

/// <summary>Requests to the socket's address that open none.</summary>
public sealed class HandshakeTests(BrokerFixture broker) : SocketTest(broker)
{
    private const string Key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private const string Upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";

    [Theory]
    [InlineData("GET", "")]
    [InlineData("HEAD", "")]
    [InlineData("GET", Upgrade + Key + "Sec-WebSocket-Version: 8\r\n")]
    [InlineData("GET", Upgrade + Key + "Sec-WebSocket-Version: 14\r\n")]
    [InlineData("GET", Upgrade + Key + "Sec-WebSocket-Version: 13x\r\n")]
    [InlineData("GET", Upgrade + Key)]
    [InlineData("GET", "Connection: Upgrade\r\nUpgrade: h2c\r\n" + Key + "Sec-WebSocket-Version: 13\r\n")]
    [InlineData("GET", "Upgrade: websocket\r\n" + Key + "Sec-WebSocket-Version: 13\r\n")]
    public async Task Another_protocol_or_version_is_told_which_one_to_use(string method, string headers)
    {
        var answer = await SendAsync(method, headers);
        Assert.StartsWith("HTTP/1.1 426 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Version: 13\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nUpgrade: websocket\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: Upgrade\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(method == "GET", answer.Contains("\"UPGRADE_REQUIRED\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sec-WebSocket-Key: \r\n")]
    [InlineData("Sec-WebSocket-Key: short\r\n")]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSB0b28gbG9uZw==\r\n")]
    [InlineData(Key + Key)]
    public async Task A_malformed_key_is_a_400(string key)
    {
        var answer = await SendAsync("GET", Upgrade + "Sec-WebSocket-Version: 13\r\n" + key);
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"header\":\"Sec-WebSocket-Key\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "Content-Length: 0\r\n")]
    [InlineData("PUT", "Content-Length: 0\r\n")]
    [InlineData("DELETE", "")]
    [InlineData("OPTIONS", "")]
    [InlineData("POST", Upgrade + Key + "Sec-WebSocket-Version: 13\r\nContent-Length: 0\r\n")]
    public async Task Another_method_is_a_405_with_the_allowed_one(string method, string headers)
    {
        var answer = await SendAsync(method, headers);
        Assert.StartsWith("HTTP/1.1 405 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nAllow: GET\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\"METHOD_NOT_ALLOWED\"", answer, StringComparison.Ordinal);
    }

    private async Task<string> SendAsync(string method, string headers)
    {
        var host = await StartAsync();
        return await RawHttp.SendAsync(host.Http.BaseAddress!, $"{method} /ws/stream HTTP/1.1\r\nHost: x\r\n{headers}", Stop);
    }
}
