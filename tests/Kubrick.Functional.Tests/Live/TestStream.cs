using System.Net;
using System.Text.Json;
using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>One stream, seen by its recorder and its viewers.</summary>
internal sealed class TestStream : IAsyncDisposable
{
    private readonly LiveSystem system;
    private readonly Client client;

    private TestStream(LiveSystem system, Client client, string id, TestPublisher publisher)
    {
        this.system = system;
        this.client = client;
        Id = id;
        Publisher = publisher;
        Viewer = new StreamViewer(system.Gateway, id);
    }

    public string Id { get; }

    public TestPublisher Publisher { get; }

    public StreamViewer Viewer { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Creates a recording, connects a recorder and starts the stream.</summary>
    public static async Task<TestStream> StartAsync(LiveSystem system, string title = "Live")
    {
        var client = new Client(system);
        var id = await client.CreatedId(("playbackFormat", "hls"), ("title", title));
        var publisher = await TestPublisher.ConnectAsync(system.Gateway.BaseAddress!, Cancel);
        var stream = new TestStream(system, client, id, publisher);
        var started = await publisher.StartAsync(id, Cancel);
        Assert.Equal((id, "live", $"streams/{id}"), (started.GetProperty("recordingId").GetString(), started.GetProperty("status").GetString(), started.GetProperty("streamPrefix").GetString()));
        return stream;
    }

    public async Task<JsonElement> RecordingAsync() => (await client.Get($"/api/recordings/{Id}")).Expect(HttpStatusCode.OK).Attributes;

    public async Task<JsonElement> StateAsync() => (await client.Get($"/api/streams/{Id}")).Expect(HttpStatusCode.OK).Attributes;

    /// <summary>Waits for a status of the recording.</summary>
    public async Task<JsonElement> BecomesAsync(string status)
    {
        await Eventually.TrueAsync($"the recording is '{status}'", async () => (await RecordingAsync()).GetProperty("status").GetString() == status, Cancel);
        return await RecordingAsync();
    }

    /// <summary>Waits for a status of the stream.</summary>
    public Task StreamBecomesAsync(string status) =>
        Eventually.TrueAsync($"the stream is '{status}'", async () => (await client.Get($"/api/streams/{Id}")) is { Status: HttpStatusCode.OK } state && state.Attributes.GetProperty("status").GetString() == status, Cancel);

    public async Task AssertArchiveAsync(byte[] sent)
    {
        var archive = await ArchiveAsync();
        Assert.NotNull(archive);
        Assert.Equal(Client.Sha256(sent), Client.Sha256(archive));
    }

    public Task<byte[]?> ArchiveAsync() => system.ArchiveAsync(Id, Cancel);

    /// <summary>Fails unless the stream's processes, queues and checkpoint are gone.</summary>
    public async Task AssertNothingLeftAsync()
    {
        await Eventually.TrueAsync("no FFmpeg is left", () => Task.FromResult(system.FFmpegProcesses().Count == 0), Cancel);
        await Eventually.TrueAsync("no queue is left", async () => (await system.QueuesAsync(Id, Cancel)).Count == 0, Cancel);
        await Eventually.TrueAsync("no checkpoint is left", async () => (await system.CheckpointsAsync(Id, Cancel)).Count == 0, Cancel);
    }

    public ValueTask DisposeAsync() => Publisher.DisposeAsync();
}
