using System.Collections.Concurrent;
using Kubrick.Storage;
using Kubrick.Testing;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(FirstBroker.Name)]
public sealed class FirstCheckpointTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Fact]
    public async Task The_checkpoint_is_stored_first_so_that_a_first_playlist_is_no_finished_stream()
    {
        const int Refused = 6;
        var fixture = Fixture.Load("vp8");
        await using var stream = await PublishedStream.StartAsync(Observer);
        var (checkpoint, playlist) = (DefaultKeys.Keys.Checkpoint(stream.Id), DefaultKeys.Keys.Playlist(stream.Id));
        var keys = new ConcurrentQueue<string>();
        await using (StartWorker(Store))
        {
            await stream.SendAsync(fixture.Chunks.Take(25));
            await Eventually.TrueAsync("the checkpoint was rejected repeatedly", () => Task.FromResult(keys.Count(key => key == checkpoint) >= Refused), Cancel);
            Assert.All(keys.Take(Refused), key => Assert.Equal(checkpoint, key));
            await Eventually.TrueAsync("the first playlist is stored", () => Task.FromResult(Stored(stream).Exists(playlist)), Cancel);
        }

        await using var second = StartWorker();
        await stream.SendAsync(fixture.Chunks.Skip(25));
        await stream.EndAsync();

        var ended = await stream.EndedAsync();
        Assert.Equal(stream.Sha256(), Stored(stream).Sha256(ended.Archive));
        Assert.Equal(ended.Totals.SegmentsUploaded, Stored(stream).Segments.Count);
        await stream.GoneAsync();
        Assert.Empty(Stored(stream).Leftovers());

        void Store(string key)
        {
            var isDead = keys.Contains(playlist);
            keys.Enqueue(key);
            if (isDead || (key == checkpoint && keys.Count(stored => stored == checkpoint) <= Refused))
            {
                throw new StorageException(StorageError.Unavailable, "It is unavailable.");
            }
        }
    }
}
