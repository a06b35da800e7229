using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Tests.Servers;

namespace Kubrick.Ingest.Tests.Recorders;

public sealed class PauseTests(BrokerFixture broker) : SocketTest(broker)
{
    [Fact]
    public async Task The_pauses_of_a_stop_are_published()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await recorder.SendAsync(new byte[] { 1 });
        var pausedAt = new DateTimeOffset(2026, 1, 8, 12, 0, 0, TimeSpan.Zero);
        await recorder.SayAsync(new
        {
            type = "stop",
            duration = 9,
            pauseCount = 1,
            pauseDurationTotal = 5,
            pauseEvents = new[] { new { pausedAt, resumedAt = pausedAt.AddSeconds(5), duration = 5 } },
        });
        var reported = await Bus.WaitAsync<StreamPausesReported>(pauses => pauses.RecordingId == id);
        Assert.Equal((1, 5.0), (reported.Pauses.Count, reported.Pauses.DurationTotal));
        Assert.Equal([new StreamPause(pausedAt, pausedAt.AddSeconds(5), 5)], reported.Pauses.Events);
        Assert.DoesNotContain(recorder.Heard, message => message.GetProperty("type").GetString() == "error");
    }

    [Fact]
    public async Task A_stop_with_invalid_pauses_stops_the_stream()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await recorder.SendAsync(new byte[] { 1 });
        await recorder.SayAsync(new { type = "stop", pauseCount = "many" });
        Assert.Equal("VALIDATION_ERROR", await recorder.HearErrorAsync());
        Assert.Equal(StreamEndReason.Stopped, (await host.ReadLogAsync(id))[^1].Header.Reason);
        await Bus.EndAsync(id);
        await recorder.HearAsync("stopped");
        Assert.Empty(Bus.Seen<StreamPausesReported>(pauses => pauses.RecordingId == id));
    }
}
