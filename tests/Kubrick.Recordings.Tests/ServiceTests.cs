using System.Net;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;

namespace Kubrick.Recordings.Tests;

public sealed class ServiceTests(Servers servers)
{
    [Fact]
    public async Task Session_info_contains_the_address_and_the_time()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        var answer = await app.GetAsync("/api/session-info");
        Assert.Equal((200, "127.0.0.1"), (answer.Status, (string)answer.Json!["ipAddress"]!));
        Assert.True(DateTimeOffset.TryParse((string)answer.Json["timestamp"]!, out _));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session-info") { Headers = { { "X-Forwarded-For", "203.0.113.7, 10.0.0.1" } } };
        using var forwarded = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Contains("203.0.113.7", await forwarded.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Features_report_live_streaming_unless_it_is_disabled()
    {
        await using var on = await RecordingsApp.StartAsync(servers);
        Assert.Equal("""{"data":{"type":"features","attributes":{"liveStreaming":true}}}""", (await on.GetAsync("/api/features")).Json!.ToJsonString());
        await using var off = await RecordingsApp.StartAsync(servers, new() { ["LiveStreaming:Enabled"] = "false" });
        Assert.False((bool)(await off.GetAsync("/api/features")).Data["attributes"]!["liveStreaming"]!);
    }

    [Fact]
    public async Task An_unavailable_database_is_a_503_with_Retry_After()
    {
        await using var app = await RecordingsApp.StartAsync(servers, new() { ["ConnectionStrings:kubrick"] = $"mongodb://127.0.0.1:{FreePort.Next()}/unreachable?serverSelectionTimeoutMS=500" });
        foreach (var answer in new[]
        {
            await app.GetAsync("/api/recordings"),
            await app.GetAsync("/api/recordings/000000000000000000000000"),
            await app.SendAsync(HttpMethod.Post, "/api/recordings", """{"data":{"type":"recordings","attributes":{"recorderName":"Ada","playbackFormat":"video"}}}"""),
            await app.SendAsync(HttpMethod.Delete, "/api/recordings/000000000000000000000000", null),
        })
        {
            answer.IsError(503, "SERVER_ERROR");
            Assert.True(answer.HasRetryAfter);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.Http.GetAsync("/health", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("/alive", TestContext.Current.CancellationToken)).StatusCode);
    }
}
