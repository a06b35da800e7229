using System.Collections.Concurrent;
using Kubrick.Contracts.Streams;
using Kubrick.Playback.Streams;
using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Streams;
using Kubrick.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Playback.Tests.Viewers;

public sealed class ViewerTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Viewers_are_counted_once_on_whichever_replica_they_join_and_leave()
    {
        using var world = await World.StartQuietAsync(servers);
        await using var one = PlaybackApp.Start(world);
        await using var two = PlaybackApp.Start(world);
        var id = await StreamAsync(one);
        var first = await JoinAsync(one, id, "ada");
        Assert.Equal((200, "application/vnd.api+json"), (first.Status, first.ContentType));
        Assert.Equal("""{"data":{"type":"viewer-registration","attributes":{"viewerId":"ada","viewerCount":1}}}""", first.Text);
        Assert.Equal(2, Count(await JoinAsync(two, id, "bob")));
        Assert.Equal(2, Count(await JoinAsync(two, id, "ada")));
        Assert.Equal(2, (int)(await two.GetAsync($"/api/streams/{id}")).Json["data"]!["attributes"]!["viewerCount"]!);
        Assert.Equal(2, (int)(await one.GetAsync("/api/streams/active")).Json["data"]![0]!["attributes"]!["viewerCount"]!);
        Assert.Equal(1, Count(await LeaveAsync(two, id, "ada")));
        Assert.Equal(1, Count(await LeaveAsync(one, id, "ada")));
        Assert.Equal(1, Count(await LeaveAsync(one, id, "nobody")));
        Assert.Equal(1, (int)(await one.GetAsync("/api/streams/status")).Json["data"]!["attributes"]!["totalViewers"]!);
    }

    [Fact]
    public async Task Concurrent_joins_of_one_viewer_count_once()
    {
        using var world = await World.StartAsync(servers);
        await using var one = PlaybackApp.Start(world);
        await using var two = PlaybackApp.Start(world);
        await using var listener = await ViewerEventListener.StartAsync(world.Broker);
        var id = await StreamAsync(one);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => JoinAsync(number % 2 == 0 ? one : two, id, $"viewer {number / 10}")));
        Assert.All(answers, answer => Assert.InRange(Count(answer), 1, 4));
        Assert.Equal(4, Count(await JoinAsync(one, id, "viewer 0")));
        await listener.WaitAsync(id, "joined 1,joined 2,joined 3,joined 4", viewerEvent => viewerEvent.Count == 4);
    }

    [Fact]
    public async Task An_expired_viewer_is_removed_and_announced_once()
    {
        using var world = await World.StartAsync(servers);
        Dictionary<string, string> quick = new() { ["Playback:ViewerLifetime"] = "00:00:01.500", ["Playback:ViewerSweepInterval"] = "00:00:00.100" };
        await using var one = PlaybackApp.Start(world, quick);
        await using var two = PlaybackApp.Start(world, quick);
        await using var three = PlaybackApp.Start(world, quick);
        await using var listener = await ViewerEventListener.StartAsync(world.Broker);
        var id = await StreamAsync(one);
        for (var number = 0; number < 5; number++)
        {
            await JoinAsync(one, id, $"expires {number}");
        }

        await Eventually.TrueAsync(
            "only the renewed viewer is left",
            async () => Count(await JoinAsync(two, id, "stays")) == 1 && listener.Of(id).Count(viewerEvent => viewerEvent is ViewerLeft) >= 5,
            Stop);
        Assert.Equal(5, listener.Of(id).OfType<ViewerLeft>().Count());
        Assert.Equal(5, listener.Of(id).OfType<ViewerLeft>().Select(left => left.ViewerId).Distinct().Count());
        Assert.DoesNotContain("stays", listener.Of(id).OfType<ViewerLeft>().Select(left => left.ViewerId));
        Assert.Equal(1, listener.Of(id).OfType<ViewerJoined>().Count(joined => joined.ViewerId == "stays"));
    }

    [Fact]
    public async Task Only_running_streams_accept_viewers_and_the_count_is_bounded()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, new() { ["Playback:MaxViewers"] = "3" });
        var id = await StreamAsync(app);
        for (var number = 1; number <= 5; number++)
        {
            Assert.Equal(Math.Min(number, 3), Count(await JoinAsync(app, id, $"{number}")));
        }

        Assert.Equal(3, Count(await JoinAsync(app, id, "1")));
        (await JoinAsync(app, "aaaaaaaaaaaaaaaaaaaaaaaa", "v")).IsError(404, "NOT_FOUND");
        (await LeaveAsync(app, "aaaaaaaaaaaaaaaaaaaaaaaa", "v")).IsError(404, "NOT_FOUND");
        (await JoinAsync(app, "x", "v")).IsError(400, "INVALID_ID");
        await app.Services.GetRequiredService<StreamStore>().ApplyAsync(new StreamHistory(id, DateTimeOffset.UnixEpoch).Ended(4), Stop);
        (await JoinAsync(app, id, "late")).IsError(409, "CONFLICT");
        Assert.Equal(2, Count(await LeaveAsync(app, id, "1")));
    }

    [Theory]
    [InlineData("{}", 400, "MISSING_PARAMETER")]
    [InlineData("""{"viewerId":null}""", 400, "MISSING_PARAMETER")]
    [InlineData("""{"viewerId":""}""", 422, "VALIDATION_ERROR")]
    [InlineData("""{"viewerId":"  "}""", 422, "VALIDATION_ERROR")]
    [InlineData("""{"viewerId":7}""", 422, "VALIDATION_ERROR")]
    [InlineData("""{"viewerId":{"$gt":""}}""", 422, "VALIDATION_ERROR")]
    [InlineData("""{"viewerId":"a\u0000b"}""", 422, "VALIDATION_ERROR")]
    [InlineData("""{"viewerId":"\ud800"}""", 422, "VALIDATION_ERROR")]
    [InlineData("""{"viewerId":"a","viewerId":"b"}""", 400, "INVALID_FORMAT")]
    [InlineData("""["viewerId"]""", 400, "INVALID_FORMAT")]
    [InlineData("""{"viewerId":""", 400, "INVALID_FORMAT")]
    [InlineData("", 400, "INVALID_FORMAT")]
    public async Task A_body_without_a_valid_viewer_id_is_rejected(string body, int status, string code)
    {
        var app = (await servers.ReplicaAsync()).App;
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Delete })
        {
            (await app.SendAsync(method, $"/api/streams/{new string('a', 24)}/viewer", body)).IsError(status, code);
        }
    }

    [Fact]
    public async Task Another_content_type_or_an_id_that_is_too_long_is_rejected()
    {
        var app = (await servers.ReplicaAsync()).App;
        var address = $"/api/streams/{new string('a', 24)}/viewer";
        (await app.SendAsync(HttpMethod.Post, address, $$"""{"viewerId":"{{new string('v', 101)}}"}""")).IsError(422, "VALIDATION_ERROR");
        (await app.SendAsync(HttpMethod.Post, address, "viewerId=a", contentType: "application/x-www-form-urlencoded")).IsError(415, "UNSUPPORTED_MEDIA_TYPE");
        (await app.SendAsync(HttpMethod.Post, address)).IsError(415, "UNSUPPORTED_MEDIA_TYPE");
        (await app.GetAsync(address)).IsError(405, "METHOD_NOT_ALLOWED");
    }

    private static async Task<string> StreamAsync(PlaybackApp app)
    {
        var id = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..24];
        await app.Services.GetRequiredService<StreamStore>().ApplyAsync(new StreamHistory(id, DateTimeOffset.UnixEpoch).Started, Stop);
        return id;
    }

    private static Task<PlaybackApp.Answer> JoinAsync(PlaybackApp app, string id, string viewer) =>
        app.SendAsync(HttpMethod.Post, $"/api/streams/{id}/viewer", $$"""{"viewerId":"{{viewer}}"}""");

    private static Task<PlaybackApp.Answer> LeaveAsync(PlaybackApp app, string id, string viewer) =>
        app.SendAsync(HttpMethod.Delete, $"/api/streams/{id}/viewer", $$"""{"viewerId":"{{viewer}}"}""");

    private static int Count(PlaybackApp.Answer answer)
    {
        Assert.Equal(200, answer.Status);
        return (int)answer.Json["data"]!["attributes"]!["viewerCount"]!;
    }

    /// <summary>Collects the events of viewers.</summary>
    private sealed class ViewerEventListener : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string RecordingId, object Event)> received = new();
        private readonly IBusControl bus;

        private ViewerEventListener(string broker) => bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(broker));
            rabbit.ReceiveEndpoint(new TemporaryEndpointDefinition(), endpoint =>
            {
                endpoint.Handler<ViewerJoined>(context => Receive(context.Message.RecordingId, context.Message));
                endpoint.Handler<ViewerLeft>(context => Receive(context.Message.RecordingId, context.Message));
            });
        });

        public static async Task<ViewerEventListener> StartAsync(string broker)
        {
            var listener = new ViewerEventListener(broker);
            await listener.bus.StartAsync(Stop);
            return listener;
        }

        public IReadOnlyList<object> Of(string id) => [.. received.Where(item => item.RecordingId == id).Select(item => item.Event)];

        public Task WaitAsync(string id, string what, Func<IReadOnlyList<object>, bool> condition) =>
            Eventually.TrueAsync(what, () => Task.FromResult(condition(Of(id))), Stop);

        public async ValueTask DisposeAsync() => await bus.StopAsync(CancellationToken.None);

        private Task Receive(string id, object viewerEvent)
        {
            received.Enqueue((id, viewerEvent));
            return Task.CompletedTask;
        }
    }
}
