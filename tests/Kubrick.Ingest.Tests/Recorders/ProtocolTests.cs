using System.Net.WebSockets;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Recorders;

public sealed class ProtocolTests(BrokerFixture broker) : SocketTest(broker)
{
    [Fact]
    public async Task A_recording_is_started_sent_and_stopped_and_the_log_contains_its_bytes()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        var started = await recorder.StartAsync(id);
        Assert.Equal(
            $$"""{"type":"started","recordingId":"{{id}}","status":"live","streamPrefix":"media/of/{{id}}"}""", started.GetRawText());

        var frames = Frames(200);
        foreach (var frame in frames)
        {
            await recorder.SendAsync(frame);
        }

        await recorder.SayAsync(new { type = "stop" });
        var log = await host.ReadLogAsync(id);
        SameBytes(frames, log);
        Assert.Equal((ChunkKind.End, 200L, StreamEndReason.Stopped), (log[^1].Header.Kind, log[^1].Header.Sequence, log[^1].Header.Reason));
        Assert.All(log, record => Assert.Equal(0, record.Header.Epoch));
        await recorder.PingAsync();
        Assert.DoesNotContain(recorder.Heard, message => message.GetProperty("type").GetString() == "stopped");

        await Bus.WaitAsync<StreamEnding>(ending => ending.RecordingId == id);
        await Bus.EndAsync(id, durationMs: 4200, segments: 3, bytes: 12345);
        var stopped = await recorder.HearAsync("stopped");
        Assert.Equal(
            $$"""{"type":"stopped","recordingId":"{{id}}","status":"ended","duration":4200,"segmentsUploaded":3,"bytesUploaded":12345}""", stopped.GetRawText());

        var next = Neighbours.Create();
        await recorder.StartAsync(next);
        await recorder.SendAsync(frames[0]);
        SameBytes([frames[0]], await host.ReadLogAsync(next, data: 1));
    }

    [Fact]
    public async Task A_start_requests_a_worker_and_publishes_the_stream()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var ticket = Neighbours.Ticket(id);
        var received = await Bus.WaitAsync<StreamStarted>(started => started.RecordingId == id);
        Assert.Equal((ticket.Title, ticket.RecorderName, ticket.Quality), (received.Title, received.RecorderName, received.Quality));
        var work = await TranscodeMessages.FindAsync(host, id);
        Assert.Equal(new TranscodeStream(id, ticket.CreatedAt, 7, "video/webm", "720p", work.StartedAt), work);
        Assert.True(await host.Leases.IsOwnedAsync(LogNames.PublisherLease(id), Stop));
    }

    [Fact]
    public async Task A_wrong_message_is_an_error_and_the_connection_stays_open()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.SendAsync(new byte[] { 1, 2, 3 });
        Assert.Equal("NOT_STARTED", await recorder.HearErrorAsync());
        foreach (var (text, code) in new[]
        {
            ("""{"type":"stop"}""", "NOT_STARTED"),
            ("""{"type":"dance"}""", "UNKNOWN_TYPE"),
            ("{nonsense", "INVALID_FORMAT"),
            ("[]", "INVALID_FORMAT"),
            ("""{"kind":"start"}""", "MISSING_PARAMETER"),
            ("""{"type":"start"}""", "MISSING_PARAMETER"),
            ("""{"type":"start","recordingId":"../../etc/passwd"}""", "INVALID_ID"),
            ("""{"type":"start","recordingId":"000000000000000000000000"}""", "NOT_FOUND"),
            ($$"""{"type":"start","recordingId":"{{Neighbours.Create("video")}}"}""", "INVALID_FORMAT"),
            ($$"""{"type":"start","recordingId":"{{Neighbours.Create("ready")}}"}""", "CONFLICT"),
        })
        {
            await recorder.SayRawAsync(text);
            Assert.Equal(code, await recorder.HearErrorAsync());
        }

        await recorder.StartAsync(id);
        await recorder.SayAsync(new { type = "start", recordingId = id });
        Assert.Equal("CONFLICT", await recorder.HearErrorAsync());
        await recorder.SendAsync(new byte[] { 4, 5, 6 });
        SameBytes([[4, 5, 6]], await host.ReadLogAsync(id, data: 1));
        await recorder.SayAsync(new { type = "stop" });
        await recorder.SayAsync(new { type = "stop" });
        Assert.Equal("CONFLICT", await recorder.HearErrorAsync());
        await host.ReadLogAsync(id);
        await recorder.SendAsync(new byte[] { 7 });
        Assert.Equal("NOT_STARTED", await recorder.HearErrorAsync());
        await recorder.SayAsync(new { type = "start", recordingId = Neighbours.Create() });
        Assert.Equal("CONFLICT", await recorder.HearErrorAsync());
        await recorder.PingAsync();
    }

    [Fact]
    public async Task A_message_in_fragments_is_one_frame_and_an_empty_frame_is_none()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await recorder.SendAsync(ReadOnlyMemory<byte>.Empty);
        await recorder.SendAsync(new byte[] { 1, 2 }, isLast: false);
        await recorder.SendAsync(ReadOnlyMemory<byte>.Empty, isLast: false);
        await recorder.SendAsync(new byte[] { 3 }, isLast: false);
        await recorder.SendAsync(new byte[] { 4 });
        await recorder.SendAsync(new byte[] { 5 });
        var log = await host.ReadLogAsync(id, data: 2);
        Assert.Equal([[1, 2, 3, 4], [5]], log.Where(record => record.Header.Kind == ChunkKind.Data).Select(record => record.Bytes));
    }

    [Fact]
    public async Task A_frame_over_the_limit_closes_the_socket_and_one_at_the_limit_does_not()
    {
        var host = await StartAsync(("Ingest:MaxFrameBytes", "100000"));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var largest = Frames(1, 100_000);
        await recorder.SendAsync(largest[0]);
        SameBytes(largest, await host.ReadLogAsync(id, data: 1));
        await recorder.SendAsync(new byte[100_001]);
        Assert.Equal(1009, await recorder.WhenClosedAsync());
        await Bus.WaitAsync<StreamInterrupted>(interrupted => interrupted.RecordingId == id);

        // The loss is in the log for whoever reads it.
        var again = await ConnectAsync(host);
        await again.StartAsync(id);
        await again.SayAsync(new { type = "stop" });
        var log = await host.ReadLogAsync(id);
        SameBytes(largest, log);
        Assert.Equal(new StreamLoss(StreamLossKinds.OverLimit, 1), Assert.Single(log, record => record.Header.Kind == ChunkKind.Lost).Header.Loss);
    }

    [Fact]
    public async Task A_too_long_text_is_an_error_and_the_connection_stays_open()
    {
        var host = await StartAsync(("Ingest:MaxTextBytes", "1000"));
        var recorder = await ConnectAsync(host);
        await recorder.SayAsync(new { type = "ping", padding = new string('x', 300_000) });
        Assert.Equal("PAYLOAD_TOO_LARGE", await recorder.HearErrorAsync());
        await recorder.PingAsync();
    }

    [Fact]
    public async Task An_unreachable_service_is_an_error_and_the_start_may_be_repeated()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        Neighbours.AreAway = true;
        await recorder.SayAsync(new { type = "start", recordingId = id });
        Assert.Equal("SERVER_ERROR", await recorder.HearErrorAsync());
        Neighbours.AreAway = false;
        await recorder.StartAsync(id);
    }

    [Fact]
    public async Task Beyond_the_limit_of_sockets_the_handshake_is_refused_until_one_leaves()
    {
        var host = await StartAsync(("Ingest:MaxConnections", "2"));
        var first = await ConnectAsync(host);
        await ConnectAsync(host);
        var refused = await Assert.ThrowsAsync<WebSocketException>(host.ConnectAsync);
        Assert.Contains("503", refused.Message, StringComparison.Ordinal);
        await first.CloseAsync();
        await Eventually.TrueAsync("a place is free", () => Task.FromResult(host.Sockets.Count == 1), Stop);
        await (await ConnectAsync(host)).PingAsync();
    }

    [Fact]
    public async Task With_live_streaming_off_sockets_are_closed_and_routes_are_absent()
    {
        var host = await StartAsync(("LiveStreaming:Enabled", "false"));
        var recorder = await ConnectAsync(host);
        Assert.Equal(4403, await recorder.WhenClosedAsync());
        var id = Neighbours.Create();
        Assert.Equal(404, (await host.PostAsync($"/api/streams/{id}/start")).Status);
        Assert.Equal(404, (await host.PostAsync($"/api/streams/{id}/stop")).Status);
    }
}
