using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Tests.Recorders;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Streams;

public sealed class StartStopEndpointsTests(BrokerFixture broker) : SocketTest(broker)
{
    [Fact]
    public async Task A_start_creates_the_stream_and_a_recorder_may_take_it()
    {
        var host = await StartAsync();
        var id = Neighbours.Create();
        var (status, body) = await host.PostAsync($"/api/streams/{id}/start");
        Assert.Equal(200, status);
        var data = body.GetProperty("data");
        Assert.Equal(("live-stream", id), (data.GetProperty("type").GetString(), data.GetProperty("id").GetString()));
        Assert.Equal(
            [
                "recordingId", "status", "startTime", "endTime", "duration", "viewerCount", "segmentsUploaded", "bytesUploaded", "lastActivity", "manifestUrl", "error",
                "transcoder", "message",
            ],
            data.GetProperty("attributes").EnumerateObject().Select(field => field.Name));
        Assert.Equal("starting", Attribute(body, "status").GetString());
        Assert.Equal($"/api/streams/{id}/hls/manifest.m3u8", Attribute(body, "manifestUrl").GetString());
        await Bus.WaitAsync<StreamStarted>(started => started.RecordingId == id);
        await TranscodeMessages.FindAsync(host, id);
        Assert.Equal(409, (await host.PostAsync($"/api/streams/{id}/start")).Status);

        var recorder = await ConnectAsync(host);
        await recorder.StartAsync(id);
        await recorder.SendAsync(new byte[] { 1 });
        SameBytes([[1]], await host.ReadLogAsync(id, data: 1));
        await Bus.WaitAsync<StreamResumed>(resumed => resumed.RecordingId == id);
        Assert.Equal(409, (await host.PostAsync($"/api/streams/{id}/start")).Status);
    }

    [Fact]
    public async Task A_stop_ends_the_stream_of_a_recorder_on_another_replica()
    {
        var host = await StartAsync();
        var other = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var frames = Frames(30);
        foreach (var frame in frames)
        {
            await recorder.SendAsync(frame);
        }

        await recorder.PingAsync();
        Neighbours.SetState(id, "live");
        var stopping = other.PostAsync($"/api/streams/{id}/stop");
        var log = await host.ReadLogAsync(id);
        SameBytes(frames, log);
        Assert.Equal(StreamEndReason.Stopped, log[^1].Header.Reason);
        await Bus.WaitAsync<StreamEnding>(ending => ending.RecordingId == id);
        await Bus.EndAsync(id);
        var (status, body) = await stopping;
        Assert.Equal((200, "ended", 4200), (status, Attribute(body, "status").GetString(), Attribute(body, "duration").GetInt32()));
        Assert.Equal(5, Attribute(body, "viewerCount").GetInt32());
        Assert.Equal("ended", (await recorder.HearAsync("stopped")).GetProperty("status").GetString());
        Assert.DoesNotContain(recorder.Heard, message => message.GetProperty("type").GetString() == "error");
        Assert.Equal(409, (await other.PostAsync($"/api/streams/{id}/stop")).Status);
    }

    [Fact]
    public async Task A_stop_ends_a_stream_without_a_publisher()
    {
        var host = await StartAsync();
        var id = Neighbours.Create();
        await host.PostAsync($"/api/streams/{id}/start");
        var stopping = host.PostAsync($"/api/streams/{id}/stop");
        Assert.Equal(StreamEndReason.Stopped, (await host.ReadLogAsync(id))[^1].Header.Reason);
        await Bus.WaitAsync<StreamEnding>(ending => ending.RecordingId == id);
        await Bus.FailAsync(id, StreamErrorCodes.NoMedia, "No byte came.");
        var (status, body) = await stopping;
        Assert.Equal((200, "error", "No byte came."), (status, Attribute(body, "status").GetString(), Attribute(body, "error").GetString()));
    }

    [Fact]
    public async Task A_refused_start_or_stop_has_its_code()
    {
        var host = await StartAsync();
        foreach (var verb in new[] { "start", "stop" })
        {
            Refused(400, "INVALID_ID", await host.PostAsync($"/api/streams/nonsense/{verb}"));
            Refused(404, "NOT_FOUND", await host.PostAsync($"/api/streams/000000000000000000000000/{verb}"));
            Refused(400, "INVALID_FORMAT", await host.PostAsync($"/api/streams/{Neighbours.Create("video")}/{verb}"));
        }

        Refused(409, "CONFLICT", await host.PostAsync($"/api/streams/{Neighbours.Create("ready")}/start"));
        Refused(404, "NOT_FOUND", await host.PostAsync($"/api/streams/{Neighbours.Create()}/stop"));
        Neighbours.AreAway = true;
        Refused(503, "SERVER_ERROR", await host.PostAsync($"/api/streams/{Neighbours.Create()}/start"));
    }

    [Fact]
    public async Task While_the_broker_is_unavailable_the_client_is_asked_to_retry()
    {
        await using var relay = new TcpRelay(Broker.Port);
        relay.Open();
        var host = Mine(await IngestHost.StartAsync(Broker.AddressAt(relay.Port), Neighbours));
        await relay.CutAsync();
        var id = Neighbours.Create();
        Refused(503, "SERVER_ERROR", await host.PostAsync($"/api/streams/{id}/start"));
        Refused(503, "SERVER_ERROR", await host.PostAsync($"/api/streams/{id}/stop"));
        relay.Open();
        await Eventually.TrueAsync("the stream starts", async () => (await host.PostAsync($"/api/streams/{id}/start")).Status == 200, Stop);
    }

    [Fact]
    public async Task A_start_waits_for_a_broker_that_returns()
    {
        await using var relay = new TcpRelay(Broker.Port);
        relay.Open();
        var host = Mine(await IngestHost.StartAsync(Broker.AddressAt(relay.Port), Neighbours));
        await relay.CutAsync();
        var starting = host.PostAsync($"/api/streams/{Neighbours.Create()}/start");
        // Nothing listens there.
        await Assert.ThrowsAsync<SocketException>(() => TryConnectAsync(relay.Port));
        relay.Open();
        Assert.Equal(200, (await starting).Status);
    }

    private static async Task TryConnectAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
    }

    private static void Refused(int status, string code, (int Status, JsonElement Body) answer)
    {
        var error = answer.Body.GetProperty("errors")[0];
        Assert.Equal((status, code), (answer.Status, error.GetProperty("code").GetString()));
    }

    private static JsonElement Attribute(JsonElement body, string name) => body.GetProperty("data").GetProperty("attributes").GetProperty(name);
}
