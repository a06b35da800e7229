using System.Net.WebSockets;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Recorders;

public sealed class EndTests(BrokerFixture broker) : SocketTest(broker)
{
    [Fact]
    public async Task A_normal_close_without_a_stop_ends_the_stream()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var frames = Frames(5);
        foreach (var frame in frames)
        {
            await recorder.SendAsync(frame);
        }

        await recorder.CloseAsync();
        var log = await host.ReadLogAsync(id);
        SameBytes(frames, log);
        Assert.Equal(StreamEndReason.Closed, log[^1].Header.Reason);
        await Bus.WaitAsync<StreamEnding>(ending => ending.RecordingId == id);
        await Eventually.TrueAsync("the lease is free", async () => !await host.Leases.IsOwnedAsync(LogNames.PublisherLease(id), Stop), Stop);
    }

    [Fact]
    public async Task A_close_without_a_code_is_a_normal_close()
    {
        var host = await StartAsync();
        var recorder = Mine(await RawSocket.ConnectAsync(host.Http.BaseAddress!));
        var id = Neighbours.Create();
        await recorder.SayAsync($$"""{"type":"start","recordingId":"{{id}}"}""");
        await recorder.SendAsync([0x82, 0x81, 0, 0, 0, 0, 9]);
        await recorder.SendAsync([0x88, 0x80, 0, 0, 0, 0]);
        await recorder.WhenClosedAsync();
        var log = await host.ReadLogAsync(id);
        SameBytes([[9]], log);
        Assert.Equal(StreamEndReason.Closed, log[^1].Header.Reason);
    }

    [Fact]
    public async Task An_abnormal_close_keeps_the_stream_and_another_connection_resumes_it()
    {
        var host = await StartAsync();
        var other = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var frames = Frames(20);
        foreach (var frame in frames[..10])
        {
            await recorder.SendAsync(frame);
        }

        await recorder.PingAsync();
        recorder.Break();
        await Bus.WaitAsync<StreamInterrupted>(interrupted => interrupted.RecordingId == id);
        var again = await ConnectAsync(other);
        await again.StartAsync(id);
        foreach (var frame in frames[10..])
        {
            await again.SendAsync(frame);
        }

        await again.SayAsync(new { type = "stop" });
        SameBytes(frames, await host.ReadLogAsync(id));
        await Bus.WaitAsync<StreamResumed>(resumed => resumed.RecordingId == id);
        Assert.Single(Bus.Seen<StreamStarted>(started => started.RecordingId == id));
        Assert.Single(await TranscodeMessages.AllAsync(host, id));
    }

    [Fact]
    public async Task A_close_for_going_away_is_no_end()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await recorder.SendAsync(new byte[] { 1 });
        await recorder.CloseAsync(WebSocketCloseStatus.EndpointUnavailable);
        await Bus.WaitAsync<StreamInterrupted>(interrupted => interrupted.RecordingId == id);
        Assert.Empty(Bus.Seen<StreamEnding>(ending => ending.RecordingId == id));
    }

    [Fact]
    public async Task A_stream_without_media_ends_and_its_recorder_gets_an_error()
    {
        var host = await StartAsync(("Ingest:FirstMediaTimeout", "00:00:00.3"));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var log = await host.ReadLogAsync(id);
        Assert.Equal((ChunkKind.End, StreamEndReason.NoMedia), (log[^1].Header.Kind, log[^1].Header.Reason));
        await Bus.FailAsync(id, StreamErrorCodes.NoMedia, "No byte came.");
        Assert.Equal(StreamErrorCodes.NoMedia, await recorder.HearErrorAsync());
        await recorder.PingAsync();
        Assert.DoesNotContain(recorder.Heard, message => message.GetProperty("type").GetString() == "stopped");
        Assert.False(await host.Leases.IsOwnedAsync(LogNames.PublisherLease(id), Stop));
    }

    [Fact]
    public async Task The_timeout_for_the_first_media_ends_with_the_first_byte()
    {
        var host = await StartAsync(("Ingest:FirstMediaTimeout", "00:00:00.2"));
        var recorder = await ConnectAsync(host);
        var (quick, silent) = (Neighbours.Create(), Neighbours.Create());
        await recorder.StartAsync(quick);
        await recorder.SendAsync(new byte[] { 1 });
        // The other stream's timeout started later, and has passed: so has that of the first.
        await (await ConnectAsync(host)).StartAsync(silent);
        await host.ReadLogAsync(silent);
        await recorder.SendAsync(new byte[] { 2 });
        SameBytes([[1], [2]], await host.ReadLogAsync(quick, data: 2));
    }

    [Fact]
    public async Task After_a_failure_frames_are_ignored_and_another_stream_may_start()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await recorder.SendAsync("garbage"u8.ToArray());
        await host.ReadLogAsync(id, data: 1);
        await Bus.FailAsync(id);
        Assert.Equal(StreamErrorCodes.InvalidMedia, await recorder.HearErrorAsync());
        foreach (var frame in Frames(20))
        {
            await recorder.SendAsync(frame);
        }

        await recorder.PingAsync();
        Assert.Single(recorder.Heard, message => message.GetProperty("type").GetString() == "error");
        Assert.Empty(Bus.Seen<StreamInterrupted>(interrupted => interrupted.RecordingId == id));
        Assert.False(await host.Leases.IsOwnedAsync(LogNames.PublisherLease(id), Stop));
        await recorder.SayAsync(new { type = "stop" });
        Assert.Equal("error", (await recorder.HearAsync("stopped")).GetProperty("status").GetString());
        await recorder.StartAsync(Neighbours.Create());
    }

    [Fact]
    public async Task A_failure_after_stop_is_an_error_and_then_stopped_with_the_numbers()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await recorder.SendAsync("garbage"u8.ToArray());
        await recorder.SayAsync(new { type = "stop" });
        await Bus.WaitAsync<StreamEnding>(ending => ending.RecordingId == id);
        await Bus.FailAsync(id);
        Assert.Equal(StreamErrorCodes.InvalidMedia, await recorder.HearErrorAsync());
        Assert.Equal(
            $$"""{"type":"stopped","recordingId":"{{id}}","status":"error","duration":1000,"segmentsUploaded":1,"bytesUploaded":99}""",
            (await recorder.HearAsync("stopped")).GetRawText());
    }

    [Fact]
    public async Task A_recording_that_is_deleted_ends_its_stream()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await recorder.SendAsync(new byte[] { 1 });
        await Bus.DeleteAsync(id);
        Assert.Equal("NOT_FOUND", await recorder.HearErrorAsync());
        Assert.Equal(StreamEndReason.Deleted, (await host.ReadLogAsync(id))[^1].Header.Reason);
        await recorder.PingAsync();
    }

    [Fact]
    public async Task The_end_of_a_deleted_stream_is_broadcast_and_other_deletions_are_not()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var viewer = await ConnectAsync(host);
        var (id, video) = (Neighbours.Create(), Neighbours.Create());
        await recorder.StartAsync(id);
        await viewer.HearAsync("streamStarted", id);
        await Bus.DeleteAsync(video);
        await Bus.DeleteAsync(id);
        await viewer.HearAsync("streamEnded", id);
        Assert.DoesNotContain(viewer.Heard, message => message.GetRawText().Contains(video, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deletion_is_reported_although_its_event_was_lost()
    {
        var host = await StartAsync(("Ingest:ResultCheckInterval", "00:00:00.2"));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await recorder.SendAsync(new byte[] { 1 });
        await recorder.SayAsync(new { type = "stop" });
        await host.ReadLogAsync(id);
        Neighbours.Delete(id);
        Assert.Equal("NOT_FOUND", await recorder.HearErrorAsync());
        Assert.Equal("error", (await recorder.HearAsync("stopped")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_broker_that_confirms_nothing_closes_the_socket_with_1013()
    {
        await using var held = new HeldBroker(Broker.Port);
        var host = Mine(await IngestHost.StartAsync(Broker.AddressAt(held.Port), Neighbours, ("Ingest:BrokerTimeout", "00:00:01")));
        var recorder = await ConnectAsync(host);
        await recorder.StartAsync(Neighbours.Create());
        held.Hold();
        await recorder.SendAsync(new byte[] { 1 });
        await Eventually.TrueAsync("the socket is closed", () => Task.FromResult(recorder.CloseStatus == (WebSocketCloseStatus)1013), Stop);
        held.LetGo();
    }

    [Fact]
    public async Task A_stream_whose_log_contains_the_end_cannot_be_started_again()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await recorder.SendAsync(new byte[] { 1 });
        await recorder.SayAsync(new { type = "stop" });
        await host.ReadLogAsync(id);
        var late = await ConnectAsync(host);
        await late.SayAsync(new { type = "start", recordingId = id, resume = true });
        Assert.Equal("CONFLICT", await late.HearErrorAsync());
        Assert.Single(await TranscodeMessages.AllAsync(host, id));
    }

    [Fact]
    public async Task A_lost_event_of_the_end_is_replaced_by_polling_Playback()
    {
        var host = await StartAsync(("Ingest:ResultCheckInterval", "00:00:00.2"));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        Neighbours.SetState(id, "stopping");
        await recorder.StartAsync(id);
        await recorder.SendAsync(new byte[] { 1 });
        await recorder.SayAsync(new { type = "stop" });
        await host.ReadLogAsync(id);
        Neighbours.SetState(id, "ended");
        var stopped = await recorder.HearAsync("stopped");
        Assert.Equal(("ended", 8_000, 4, 4_444), (
            stopped.GetProperty("status").GetString(),
            stopped.GetProperty("duration").GetInt32(),
            stopped.GetProperty("segmentsUploaded").GetInt32(),
            stopped.GetProperty("bytesUploaded").GetInt32()));
    }

    [Fact]
    public async Task A_replica_that_stops_releases_its_streams_and_reports_it()
    {
        var host = await StartAsync();
        var other = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var frames = Frames(10);
        foreach (var frame in frames)
        {
            await recorder.SendAsync(frame);
        }

        await recorder.PingAsync();
        var raw = Mine(await RawSocket.ConnectAsync(host.Http.BaseAddress!));
        var closed = raw.WhenClosedAsync();
        await host.DisposeAsync();
        Assert.Equal(1012, await closed);
        await Bus.WaitAsync<StreamInterrupted>(interrupted => interrupted.RecordingId == id);
        var again = await ConnectAsync(other);
        await again.StartAsync(id);
        await again.SayAsync(new { type = "stop" });
        SameBytes(frames, await other.ReadLogAsync(id));
    }
}
