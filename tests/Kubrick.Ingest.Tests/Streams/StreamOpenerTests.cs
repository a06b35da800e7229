using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Tests.Recorders;
using Kubrick.Ingest.Tests.Servers;

namespace Kubrick.Ingest.Tests.Streams;

public sealed class StreamOpenerTests(BrokerFixture broker) : SocketTest(broker)
{
    [Fact]
    public async Task A_refused_start_appends_nothing_to_the_log()
    {
        var host = await StartAsync();
        var id = Neighbours.Create();
        Assert.Equal(200, (await host.PostAsync($"/api/streams/{id}/start")).Status);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.Equal(409, (await host.PostAsync($"/api/streams/{id}/start")).Status);
        }

        var recorder = await ConnectAsync(host);
        await recorder.StartAsync(id);
        await recorder.SendAsync(new byte[] { 1 });
        // Opened and announced twice: by the first start, and by the recorder.
        Assert.Equal(4, (await host.ReadLogAsync(id, data: 1)).Count(record => record.Header.Kind is ChunkKind.Claim or ChunkKind.Probe));
    }

    [Fact]
    public async Task A_start_or_stop_over_HTTP_appends_probes_and_a_recorder_appends_claims()
    {
        var host = await StartAsync();
        var (waiting, taken) = (Neighbours.Create(), Neighbours.Create());
        Assert.Equal(200, (await host.PostAsync($"/api/streams/{waiting}/start")).Status);
        Assert.Equal(200, (await host.PostAsync($"/api/streams/{taken}/start")).Status);
        await (await ConnectAsync(host)).StartAsync(taken);
        var stopping = Task.WhenAll(host.PostAsync($"/api/streams/{waiting}/stop"), host.PostAsync($"/api/streams/{taken}/stop"));
        Assert.Equal([ChunkKind.Probe, ChunkKind.Probe, ChunkKind.Probe], await OpeningsAsync(host, waiting));
        // The owner of the lease appends the end itself: no other session opens the log for that.
        Assert.Equal([ChunkKind.Probe, ChunkKind.Probe, ChunkKind.Claim, ChunkKind.Claim], await OpeningsAsync(host, taken));
        await Task.WhenAll(Bus.EndAsync(waiting), Bus.EndAsync(taken));
        await stopping;
    }

    [Fact]
    public async Task A_log_that_was_never_announced_is_started_again()
    {
        var host = await StartAsync();
        var id = Neighbours.Create();
        await using (await host.Chunks.TryOpenAsync(id, isNew: true, isPublished: true, (_, _) => Task.FromResult(""), Stop))
        {
            // It is not announced.
        }

        Assert.Equal(200, (await host.PostAsync($"/api/streams/{id}/start")).Status);
        await Bus.WaitAsync<StreamStarted>(started => started.RecordingId == id);
        await TranscodeMessages.FindAsync(host, id);
        Assert.Equal(409, (await host.PostAsync($"/api/streams/{id}/start")).Status);
    }

    private static async Task<IEnumerable<ChunkKind>> OpeningsAsync(IngestHost host, string id) =>
        (await host.ReadLogAsync(id)).Select(record => record.Header.Kind).Where(kind => kind is ChunkKind.Claim or ChunkKind.Probe);
}
