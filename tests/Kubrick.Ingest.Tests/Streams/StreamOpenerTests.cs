using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Ingest.Tests.Sockets;

namespace Kubrick.Ingest.Tests.Streams;

public sealed class StreamOpenerTests(BrokerFixture broker) : SocketTest(broker)
{
    [Fact]
    public async Task A_start_that_is_refused_writes_nothing_into_the_log()
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
        // Twice open and twice announced: of the first start, and of the recorder.
        Assert.Equal(4, (await host.ReadLogAsync(id, data: 1)).Count(record => record.Header.Kind is ChunkKind.Claim or ChunkKind.Probe));
    }

    [Fact]
    public async Task What_a_start_or_stop_over_HTTP_writes_is_no_sign_of_a_publisher_and_what_a_recorder_writes_is()
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
    public async Task A_log_whose_opener_died_before_it_told_anybody_is_started_again()
    {
        var host = await StartAsync();
        var id = Neighbours.Create();
        await using (await host.Chunks.TryOpenAsync(id, isNew: true, isPublished: true, (_, _) => Task.FromResult(""), Stop))
        {
            // And no more.
        }

        Assert.Equal(200, (await host.PostAsync($"/api/streams/{id}/start")).Status);
        await Bus.WaitAsync<StreamStarted>(started => started.RecordingId == id);
        await TranscodeMessages.FindAsync(host, id);
        Assert.Equal(409, (await host.PostAsync($"/api/streams/{id}/start")).Status);
    }

    private static async Task<IEnumerable<ChunkKind>> OpeningsAsync(IngestHost host, string id) =>
        (await host.ReadLogAsync(id)).Select(record => record.Header.Kind).Where(kind => kind is ChunkKind.Claim or ChunkKind.Probe);
}
