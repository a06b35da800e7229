using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Recordings;
using Kubrick.Testing;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(ThirdBroker.Name)]
public sealed class DeletedStreamTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Fact]
    public async Task Nothing_is_left_of_a_recording_that_is_deleted_soon_after_its_end()
    {
        await using var worker = StartWorker(("Transcoder:RemovalDelay", "00:00:05"));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks);
        await stream.EndAsync();
        await stream.EndedAsync();
        await FreeAsync(stream);

        Assert.True(await Observer.Logs.ExistsAsync(LogNames.ChunkLog(stream.Id), Cancel));
        await DeleteAsync(stream, worker);

        await GoneAsync(stream);
    }

    [Fact]
    public async Task A_kept_chunk_log_is_removed_when_the_recording_is_deleted()
    {
        await using var worker = StartWorker(("Transcoder:StorageTimeout", "00:00:01"));
        await using var stream = await LoseArchiveAsync();

        await DeleteAsync(stream, worker);

        await GoneAsync(stream);
    }

    [Fact]
    public async Task A_stream_whose_archive_was_lost_completes_when_its_job_is_sent_again()
    {
        await using var worker = StartWorker(("Transcoder:StorageTimeout", "00:00:01"));
        await using var stream = await LoseArchiveAsync();
        Assert.True(Stored(stream).Exists(DefaultKeys.Keys.Checkpoint(stream.Id)));

        await Observer.SendAsync(stream.Job);

        var ended = await stream.EndedAsync();
        Assert.Equal(stream.Sha256(), Stored(stream).Sha256(ended.Archive));
        await stream.GoneAsync();
        Assert.Empty(Stored(stream).Leftovers());
    }

    [Fact]
    public async Task A_recording_that_is_deleted_before_it_was_streamed_leaves_nothing()
    {
        await using var worker = StartWorker();
        await worker.Http.ListensAsync(Cancel);
        var handled = new HandledDeletion();
        worker.Services.GetRequiredService<IBus>().ConnectConsumeMessageObserver(handled);
        var id = Guid.NewGuid().ToString("N")[..24];

        await Observer.Bus.Publish(new RecordingDeleted(id, null, null, TimeProvider.System.GetUtcNow()), Cancel);

        Assert.Equal((id, null), await handled.Result.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.False(await Observer.Logs.ExistsAsync(LogNames.ChunkLog(id), Cancel));
        Assert.False(new StoredStream(Folder, id).Exists(DefaultKeys.Keys.Checkpoint(id)));
    }

    private async Task<PublishedStream> LoseArchiveAsync()
    {
        var (folder, moved) = (Path.Combine(Folder, "tmp"), Path.Combine(Folder, "moved"));
        var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks.Take(30));
        await stream.ProgressedAsync(1);
        // The provider writes every file there first.
        Directory.Move(folder, moved);
        await File.WriteAllTextAsync(folder, "", Cancel);
        await stream.SendAsync(Fixture.Load("vp8").Chunks.Skip(30));
        await stream.EndAsync();
        await stream.FailedAsync();
        await FreeAsync(stream);
        File.Delete(folder);
        Directory.Move(moved, folder);
        return stream;
    }

    private Task FreeAsync(PublishedStream stream) => Eventually.TrueAsync(
        "its worker has released it", async () => !await Observer.Leases.IsOwnedAsync(LogNames.TranscoderLease(stream.Id), Cancel), Cancel);

    private async Task DeleteAsync(PublishedStream stream, WorkerHost worker)
    {
        await worker.Http.ListensAsync(Cancel);
        await Observer.Bus.Publish(new RecordingDeleted(stream.Id, null, null, TimeProvider.System.GetUtcNow()), Cancel);
        await Eventually.TrueAsync(
            "the worker has handled the event",
            () => Task.FromResult(worker.Log.Any(line => line.Contains($"stream discarded: {stream.Id}", StringComparison.Ordinal))),
            Cancel);
    }

    private async Task GoneAsync(PublishedStream stream)
    {
        await stream.GoneAsync();
        await Eventually.TrueAsync(
            "nothing of it is stored",
            () => Task.FromResult(Stored(stream).Leftovers().Count == 0 && !Stored(stream).Exists(DefaultKeys.Keys.Playlist(stream.Id))),
            Cancel);
    }

    private sealed class HandledDeletion : IConsumeMessageObserver<RecordingDeleted>
    {
        private readonly TaskCompletionSource<(string Id, Exception? Fault)> result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<(string Id, Exception? Fault)> Result => result.Task;

        public Task PreConsume(ConsumeContext<RecordingDeleted> context) => Task.CompletedTask;

        public Task PostConsume(ConsumeContext<RecordingDeleted> context) => Handled(context, null);

        public Task ConsumeFault(ConsumeContext<RecordingDeleted> context, Exception exception) => Handled(context, exception);

        private Task Handled(ConsumeContext<RecordingDeleted> context, Exception? fault)
        {
            result.TrySetResult((context.Message.RecordingId, fault));
            return Task.CompletedTask;
        }
    }
}
