using System.Net;
using Kubrick.Testing;

namespace Kubrick.Gateway.Tests;

public sealed class RoutingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/recordings", "recordings")]
    [InlineData("/api/recordings/0123456789abcdef01234567", "recordings")]
    [InlineData("/api/session-info", "recordings")]
    [InlineData("/api/features", "recordings")]
    [InlineData("/api/recordings/0123456789abcdef01234567/manifest", "recordings")]
    [InlineData("/api/manifest-keys", "recordings")]
    [InlineData("/api/upload/0123456789abcdef01234567", "uploads")]
    [InlineData("/api/upload/objects/recordings/2026/01/02/x.webm", "uploads")]
    [InlineData("/ws/stream", "ingest")]
    [InlineData("/api/streams/0123456789abcdef01234567/start", "ingest")]
    [InlineData("/api/streams/0123456789abcdef01234567/stop", "ingest")]
    [InlineData("/api/streams/status", "playback")]
    [InlineData("/api/streams/active", "playback")]
    [InlineData("/api/streams/0123456789abcdef01234567", "playback")]
    [InlineData("/api/streams/0123456789abcdef01234567/viewer", "playback")]
    [InlineData("/api/streams/0123456789abcdef01234567/hls/manifest.m3u8?_HLS_msn=1", "playback")]
    [InlineData("/api/streams/0123456789abcdef01234567/hls/segment_00001.2.m4s", "playback")]
    [InlineData("/", "web")]
    [InlineData("/library", "web")]
    [InlineData("/assets/app.js", "web")]
    public async Task Every_address_reaches_its_service(string path, string service)
    {
        await using var gateway = await RunningGateway.StartAsync();
        var received = await gateway.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.Contains($"service={service}\n", received, StringComparison.Ordinal);
        Assert.Contains($"path={path}\n", received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/internal/recordings/0123456789abcdef01234567/upload")]
    [InlineData("/api/nothing")]
    [InlineData("/api")]
    [InlineData("/internal/recordings/0123456789abcdef01234567/stream")]
    [InlineData("/ws/nothing")]
    public async Task Internal_and_unknown_paths_are_a_404_with_an_error_document(string path)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        await AssertError(response, HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task A_services_query_and_body_arrive_unchanged()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.Client.PostAsync("/api/upload/init-chunked?filter[a]=%24ne&b=%2F%20%26", new ByteArrayContent(new byte[1234]), Cancel);
        var received = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("path=/api/upload/init-chunked?filter[a]=%24ne&b=%2F%20%26\n", received, StringComparison.Ordinal);
        Assert.Contains("length=1234\n", received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_service_is_an_error_document_and_other_services_still_work()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await gateway.StopServiceAsync(0);
        using var unavailable = await gateway.Client.GetAsync("/api/recordings", Cancel);
        Assert.True((int)unavailable.StatusCode is 502 or 503, unavailable.StatusCode.ToString());
        Assert.Contains("SERVER_ERROR", await unavailable.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using var other = await gateway.Client.GetAsync("/api/upload/x", Cancel);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var health = await gateway.Client.GetAsync("/health", Cancel);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Contains("degraded", await health.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_are_spread_over_all_replicas()
    {
        await using var gateway = await RunningGateway.StartAsync(replicas: 3);
        var seen = new HashSet<string>();
        for (var i = 0; i < 200 && seen.Count < 3; i++)
        {
            var received = await gateway.Client.GetStringAsync("/api/recordings", Cancel);
            seen.Add(received.Split('\n')[1]);
        }

        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task A_stopped_replica_gets_no_more_requests()
    {
        await using var gateway = await RunningGateway.StartAsync(replicas: 2);
        await gateway.StopServiceAsync(0);
        var deadline = TimeProvider.System.GetTimestamp();
        for (var inARow = 0; inARow < 50;)
        {
            using var response = await gateway.Client.GetAsync("/api/recordings", Cancel);
            inARow = response.IsSuccessStatusCode ? inARow + 1 : 0;
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(30), "The dead replica still gets requests.");
        }
    }

    [Fact]
    public async Task Each_replica_is_a_destination_that_is_probed()
    {
        await using var gateway = await RunningGateway.StartAsync(replicas: 3);
        Assert.Equal(3, gateway.DestinationsOf("recordings").AllDestinations.Select(destination => destination.Model.Config.Address).Distinct().Count());
        await gateway.StopServiceAsync(0);

        // No requests are sent, so only the probes can find the stopped replica.
        await Eventually.TrueAsync(
            "the probes notice the stopped replica", () => Task.FromResult(gateway.DestinationsOf("recordings").AvailableDestinations.Count == 2), Cancel);
        Assert.Equal(3, gateway.DestinationsOf("uploads").AvailableDestinations.Count);
    }

    internal static async Task AssertError(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/vnd.api+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains($"\"{code}\"", text, StringComparison.Ordinal);
    }
}
