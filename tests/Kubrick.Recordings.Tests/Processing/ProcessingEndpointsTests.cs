using System.Text;
using System.Text.Json.Nodes;
using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Processing;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Processing;

/// <summary>With its own broker: replicas share their queues, and the services of other tests have other databases.</summary>
public sealed class ProcessingEndpointsTests(Servers servers)
{
    private static readonly string Hash = new('a', 64);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recording_is_processed_from_its_request_to_its_addresses()
    {
        await using var broker = await RabbitMqServer.StartAsync(Stop);
        await using var app = await RecordingsApp.StartAsync(servers, new() { ["ConnectionStrings:messaging"] = broker.Address });
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(new Uri(broker.Address)));
        await bus.StartAsync(Stop);
        await app.Http.ListensAsync(Stop);
        try
        {
            var id = await UploadedAsync(app);
            var before = await AttributesAsync(app, id);
            Assert.Equal(("queued", null), ((string)before["processing"]!["state"]!, before["sha256"]));
            Assert.Contains("/recordings/", (string)before["videoUrl"]!, StringComparison.Ordinal);

            (await ClaimAsync(app, id, 2)).IsError(409, "CONFLICT");
            var ticket = await ClaimAsync(app, id, 1);
            Assert.Equal((200, 100, Hash, true), (ticket.Status, (int)ticket.Json!["fileBytes"]!, (string)ticket.Json["sha256"]!, (bool)ticket.Json["wantsThumbnail"]!));
            (await app.SendAsync(HttpMethod.Post, $"/api/recordings/{id}/process", null)).IsError(409, "CONFLICT");

            var findings = await StoreAsync(app, id);
            await bus.Publish(new ProcessingProgressed("no id at all", 1, findings, DateTimeOffset.UnixEpoch), Stop);
            await bus.Publish(new ProcessingDone(id, 1, findings, DateTimeOffset.UnixEpoch), Stop);
            await Eventually.TrueAsync("it is processed", async () => (string)(await AttributesAsync(app, id))["processing"]!["state"]! == "done", Stop);
            var done = await AttributesAsync(app, id);
            Assert.Equal((Hash, true, 14.9, 1280), ((string)done["sha256"]!, (bool)done["sha256Verified"]!, (double)done["duration"]!, (int)done["width"]!));
            Assert.Contains("/previews/", (string)done["videoUrl"]!, StringComparison.Ordinal);
            Assert.Contains("waveform.json", (string)done["waveformUrl"]!, StringComparison.Ordinal);
            Assert.Null(done["mp4Url"]);

            var track = await app.Http.GetAsync(new Uri((string)done["storyboardUrl"]!, UriKind.Relative), Stop);
            Assert.Equal("text/vtt", track.Content.Headers.ContentType!.MediaType);
            var lines = (await track.Content.ReadAsStringAsync(Stop)).Split('\n');
            Assert.StartsWith("/api/upload/objects/", lines[3], StringComparison.Ordinal);
            Assert.Contains("storyboard_0.jpg?", lines[3], StringComparison.Ordinal);
            Assert.EndsWith("#xywh=0,0,320,180", lines[3], StringComparison.Ordinal);
            // A name that is not the recording's own is not signed.
            Assert.Equal("../secret.jpg#xywh=0,0,1,1", lines[6]);

            var again = await app.SendAsync(HttpMethod.Post, $"/api/recordings/{id}/process?mp4=true", null);
            Assert.Equal((202, "queued"), (again.Status, (string)again.Data["attributes"]!["processing"]!["state"]!));
            Assert.True((bool)(await ClaimAsync(app, id, 2)).Json!["wantsMp4"]!);
        }
        finally
        {
            await bus.StopAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_request_that_nobody_answers_is_sent_again()
    {
        await using var app = await RecordingsApp.StartAsync(servers, new() { ["Processing:RepeatAfter"] = "00:00:00" });
        var id = await UploadedAsync(app);
        var version = (await app.GetAsync(UploadRoutes.State(id))).Json!["version"]!.GetValue<long>();
        await app.Services.GetRequiredService<ProcessingRepair>().PassAsync(Stop);
        Assert.Equal(version + 1, (await app.GetAsync(UploadRoutes.State(id))).Json!["version"]!.GetValue<long>());
        Assert.Equal("queued", (string)(await AttributesAsync(app, id))["processing"]!["state"]!);
        Assert.Equal(200, (await ClaimAsync(app, id, 1)).Status);
    }

    [Fact]
    public async Task Unknown_and_unstored_recordings_are_refused()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        const string unknown = "000000000000000000000000";
        (await app.SendAsync(HttpMethod.Post, $"/api/recordings/{unknown}/process", null)).IsError(404, "NOT_FOUND");
        (await app.SendAsync(HttpMethod.Post, "/api/recordings/nonsense/process", null)).IsError(400, "INVALID_ID");
        (await app.GetAsync($"/api/recordings/{unknown}/storyboard.vtt")).IsError(404, "NOT_FOUND");
        (await ClaimAsync(app, unknown, 1)).IsError(404, "NOT_FOUND");
        var id = (string)(await app.CreateAsync())["id"]!;
        (await app.SendAsync(HttpMethod.Post, $"/api/recordings/{id}/process", null)).IsError(409, "CONFLICT");
        (await app.GetAsync($"/api/recordings/{id}/storyboard.vtt")).IsError(404, "NOT_FOUND");
        (await ClaimAsync(app, id, 0)).IsError(422, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task A_claim_that_only_loses_to_other_changes_is_asked_for_again()
    {
        var clock = new ContendingClock();
        await using var app = await RecordingsApp.StartAsync(servers, services: services => services.AddSingleton<TimeProvider>(clock));
        var id = await UploadedAsync(app);
        var key = ObjectId.Parse(id);
        // Another request is faster, every time.
        clock.OnNow = () => app.Collection.UpdateOne(found => found.Id == key, Builders<Recording>.Update.Inc(found => found.Version, 1), cancellationToken: Stop);

        var contended = await ClaimAsync(app, id, 1);

        clock.OnNow = null;
        contended.IsError(503, "SERVER_ERROR");
        Assert.True(contended.HasRetryAfter);
        Assert.Equal(200, (await ClaimAsync(app, id, 1)).Status);
    }

    private static async Task<ProcessingFindings> StoreAsync(RecordingsApp app, string id)
    {
        var objects = app.Services.GetRequiredService<IObjectWriter>();
        var track = Encoding.UTF8.GetBytes("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nstoryboard_0.jpg#xywh=0,0,320,180\n\n00:00:02.000 --> 00:00:04.000\n../secret.jpg#xywh=0,0,1,1\n");
        await objects.PutAsync($"previews/{id}/storyboard.vtt", track, "text/vtt", CacheRules.Media, Stop);
        return new ProcessingFindings
        {
            Sha256 = Hash,
            Media = new MediaFacts(14.9, 1280, 720, "vp8", "opus"),
            Files =
            [
                new DerivedFile(DerivedKinds.Seekable, $"previews/{id}/seekable.webm", "video/webm", 90, Hash, Hash),
                new DerivedFile(DerivedKinds.Sprite, $"previews/{id}/storyboard_0.jpg", "image/jpeg", 9, Hash, Hash),
                new DerivedFile(DerivedKinds.Storyboard, $"previews/{id}/storyboard.vtt", "text/vtt", track.Length, Hash, Hash),
                new DerivedFile(DerivedKinds.Waveform, $"previews/{id}/waveform.json", "application/json", 9, Hash, Hash),
            ],
        };
    }

    private static async Task<string> UploadedAsync(RecordingsApp app)
    {
        var location = app.Services.GetRequiredService<StorageLocation>();
        var id = (string)(await app.CreateAsync())["id"]!;
        var started = await app.SendAsync(HttpMethod.Post, UploadRoutes.State(id), $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}","fileSize":100}""");
        var key = (string)started.Json!["storageKey"]!;
        var completed = await app.SendAsync(HttpMethod.Post, UploadRoutes.Completed(id), $$"""{"storageKey":"{{key}}","fileBytes":100,"sha256":"{{Hash}}"}""");
        Assert.Equal(200, completed.Status);
        return id;
    }

    private static Task<RecordingsApp.Answer> ClaimAsync(RecordingsApp app, string id, int generation) =>
        app.SendAsync(HttpMethod.Post, ProcessingRoutes.Claim(id), $$"""{"generation":{{generation}}}""");

    private static async Task<JsonNode> AttributesAsync(RecordingsApp app, string id) => (await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;

    private sealed class ContendingClock : TimeProvider
    {
        public Action? OnNow { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            OnNow?.Invoke();
            return base.GetUtcNow();
        }
    }
}
