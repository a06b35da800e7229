using System.Text.Json;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Tests.Servers;

namespace Kubrick.Ingest.Tests.Recorders;

/// <summary>What workers report of running streams reaches their recorders.</summary>
public sealed class ReportTests(BrokerFixture broker) : SocketTest(broker)
{
    [Fact]
    public async Task A_storage_that_fails_is_reported_to_the_recorder_and_the_stream_continues()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var viewer = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await Bus.PublishAsync(Report(id, 1));
        await Bus.PublishAsync(Report(id, 2));
        Assert.Equal(
            """{"type":"error","code":"STORAGE_UNAVAILABLE","error":"The storage is full.","severity":"warning"}""", (await recorder.HearAsync("error")).GetRawText());

        await recorder.SendAsync(new byte[] { 1 });
        SameBytes([[1]], await host.ReadLogAsync(id, data: 1));
        await recorder.SayAsync(new { type = "stop" });
        await Bus.EndAsync(id);
        await recorder.HearAsync("stopped");
        Assert.Single(recorder.Heard, message => message.GetProperty("type").GetString() == "error");
        Assert.DoesNotContain(viewer.Heard, message => message.GetProperty("type").GetString() == "error");
    }

    [Fact]
    public async Task That_a_storage_works_again_is_told_to_the_recorder_once_and_to_nobody_else()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var viewer = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await Bus.PublishAsync(Report(id, 1));
        await recorder.HearAsync("error");
        await Bus.PublishAsync(Report(id, 2) with { Problem = null });
        await Bus.PublishAsync(Report(id, 3) with { Problem = null });
        Assert.Equal(
            $$"""{"type":"recovered","recordingId":"{{id}}","code":"STORAGE_UNAVAILABLE"}""", (await recorder.HearAsync("recovered")).GetRawText());

        await recorder.SayAsync(new { type = "stop" });
        await Bus.EndAsync(id);
        await recorder.HearAsync("stopped");
        Assert.Equal(["error", "recovered"], recorder.Heard.Select(message => message.GetProperty("type").GetString()).Where(type => type is "error" or "recovered"));
        Assert.DoesNotContain(viewer.Heard, message => message.GetProperty("type").GetString() == "recovered");
    }

    [Fact]
    public async Task Each_kind_of_loss_is_told_to_the_recorder_once_and_before_the_stream_is_over()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var viewer = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var damage = new StreamLoss(StreamLossKinds.Damaged, 1);
        await Bus.PublishAsync(Report(id, 1) with { Problem = null, Losses = [damage] });
        Assert.Equal(
            $$"""{"type":"error","code":"MEDIA_DAMAGED","error":"{{damage.Describe()}}","severity":"warning"}""", (await recorder.HearAsync("error")).GetRawText());

        await recorder.SayAsync(new { type = "stop" });
        await Bus.EndAsync(id, losses: [damage with { Count = 3 }, new StreamLoss(StreamLossKinds.Undecodable, 12)]);
        await recorder.HearAsync("stopped");
        string[] told = [.. recorder.Heard.Where(message => message.GetProperty("type").GetString() is "error" or "stopped").Select(CodeOrType)];
        Assert.Equal(["MEDIA_DAMAGED", "MEDIA_UNDECODABLE", "stopped"], told);
        Assert.DoesNotContain(viewer.Heard, message => message.GetProperty("type").GetString() == "error");
    }

    [Fact]
    public async Task A_report_before_the_start_was_answered_follows_the_answer()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        var starts = new TaskCompletionSource();
        Neighbours.Starts = starts.Task;
        await recorder.SayAsync(new { type = "start", recordingId = id });
        await Neighbours.IsAskedAsync(id);
        var witness = await ConnectAsync(host);
        await Bus.PublishAsync(Report(id, 1));
        // The broadcast after the report: the replica has handled the report by now.
        await Bus.PublishAsync(new ViewerJoined(id, "v", 1, DateTimeOffset.UnixEpoch));
        await witness.HearAsync("viewerJoined", id);
        starts.SetResult();
        await recorder.HearAsync("error");
        Assert.Equal(["started", "error"], recorder.Heard.Select(message => message.GetProperty("type").GetString()).Where(type => type is "started" or "error"));
    }

    private static string CodeOrType(JsonElement message) => message.TryGetProperty("code", out var code) ? code.GetString()! : message.GetProperty("type").GetString()!;

    private static StreamProgressed Report(string id, int second) => new(id, 0, 0, 0, ["It failed."], DateTimeOffset.UnixEpoch.AddSeconds(second))
    {
        Problem = new StreamProblem(StreamProblem.StorageUnavailable, "The storage is full."),
    };
}
