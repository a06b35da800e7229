using Kubrick.Contracts.Streams;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;
using MassTransit;

namespace Kubrick.Recordings.Tests.Streams;

/// <summary>With its own broker: replicas share their queues, and the services of other tests have other databases.</summary>
public sealed class StreamEventsTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recording_follows_its_stream_from_the_ticket_to_ready()
    {
        await using var broker = await RabbitMqServer.StartAsync(Stop);
        await using var app = await RecordingsApp.StartAsync(servers, new() { ["ConnectionStrings:messaging"] = broker.Address });
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(new Uri(broker.Address)));
        await bus.StartAsync(Stop);
        await app.Http.ListensAsync(Stop);
        try
        {
            var id = (string)(await app.CreateAsync("""{"recorderName":"Ada","title":"Talk","playbackFormat":"hls"}"""))["id"]!;
            var before = await app.GetAsync(StreamRoutes.State(id));
            Assert.Equal(0, (int)before.Json!["storageSequence"]!);
            var ticket = await app.SendAsync(HttpMethod.Post, StreamRoutes.State(id), null);
            Assert.Equal((200, "uploading", $"streams/{id}", "Talk", "Ada"), (ticket.Status, (string)ticket.Json!["status"]!, (string)ticket.Json["streamPrefix"]!, (string)ticket.Json["title"]!, (string)ticket.Json["recorderName"]!));
            Assert.InRange((int)ticket.Json["storageSequence"]!, 1, int.MaxValue);
            var again = await app.SendAsync(HttpMethod.Post, StreamRoutes.State(id), null);
            Assert.Equal((int)ticket.Json["storageSequence"]!, (int)again.Json!["storageSequence"]!);

            var now = DateTimeOffset.UnixEpoch.AddYears(56);
            await bus.Publish(new StreamStarted("no id at all", now, "", "", "720p"), Stop);
            await bus.Publish(new StreamStarted(id, now, "Talk", "Ada", "720p"), Stop);
            await Eventually.TrueAsync("it is recording", async () => await StatusAsync(app, id) == ("recording", true), Stop);
            var live = (await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;
            Assert.Equal($"/api/streams/{id}/hls/manifest.m3u8", (string)live["hlsUrl"]!);

            var pauses = new StreamPauses(2, 7.5, [new StreamPause(now, now.AddSeconds(5), 5), new StreamPause(now.AddSeconds(9), null, null)]);
            await bus.Publish(new StreamPausesReported(id, pauses), Stop);
            await Eventually.TrueAsync(
                "its pauses are known", async () => (int)(await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["pauseCount"]! == 2, Stop);
            var archive = new StreamArchive($"recordings/2026/01/01/{id}-001.webm", "local", "objects", "video/webm", 42, new string('0', 64));
            await bus.Publish(new StreamEnded(id, now, now.AddMinutes(1), new StreamTotals(60_000, 30, 1000, 42), $"streams/{id}/stream.m3u8", archive) { Losses = [new StreamLoss(StreamLossKinds.Undecodable, 3)] }, Stop);
            await Eventually.TrueAsync("it is ready", async () => await StatusAsync(app, id) == ("ready", false), Stop);
            var ready = (await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;
            Assert.Equal((60.0, 42), ((double)ready["duration"]!, (int)ready["fileBytes"]!));
            Assert.Equal("""[{"code":"MEDIA_UNDECODABLE","count":3,"detail":"3 frames could not be decoded."}]""", ready["warnings"]!.ToJsonString());
            Assert.Empty(live["warnings"]!.AsArray());
            Assert.Equal((7.5, 2, 5.0), ((double)ready["pauseDurationTotal"]!, ready["pauseEvents"]!.AsArray().Count, (double)ready["pauseEvents"]![0]!["duration"]!));
            (await app.SendAsync(HttpMethod.Post, StreamRoutes.State(id), null)).IsError(409, "CONFLICT");
        }
        finally
        {
            await bus.StopAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_ticket_is_rejected_for_a_recording_that_is_not_a_stream()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        var video = (string)(await app.CreateAsync())["id"]!;
        (await app.GetAsync(StreamRoutes.State(video))).IsError(400, "INVALID_FORMAT");
        (await app.SendAsync(HttpMethod.Post, StreamRoutes.State(video), null)).IsError(400, "INVALID_FORMAT");
        (await app.GetAsync(StreamRoutes.State("000000000000000000000000"))).IsError(404, "NOT_FOUND");
        (await app.GetAsync(StreamRoutes.State("nonsense"))).IsError(400, "INVALID_ID");
    }

    private static async Task<(string Status, bool IsLive)> StatusAsync(RecordingsApp app, string id)
    {
        var attributes = (await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;
        return ((string)attributes["status"]!, (bool)attributes["isLiveStreaming"]!);
    }
}
