using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Testing;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(FirstBroker.Name)]
public sealed class TakeoverTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Theory]
    [InlineData("vp8")]
    [InlineData("h264")]
    [InlineData("mp4")]
    [InlineData("opus-audio-only")]
    public async Task Another_worker_resumes_the_stream_of_a_killed_one(string name)
    {
        var fixture = Fixture.Load(name);
        await using var stream = await PublishedStream.StartAsync(Observer);
        int[] children;
        IReadOnlyList<string> torn;
        await using (var first = await WorkerProcess.StartAsync(Broker.Address, Folder))
        {
            await stream.SendAsync(fixture.Chunks.Take(fixture.Chunks.Count * 4 / 5));
            await stream.ProgressedAsync(1);
            children = [.. first.Children()];
            await first.KillAsync();
            torn = Stored(stream).Temporary();
        }

        await stream.SendAsync(fixture.Chunks.Skip(fixture.Chunks.Count * 4 / 5));
        await using var second = StartWorker();
        await stream.EndAsync();

        await CheckAsync(stream, fixture, torn);
        await Eventually.TrueAsync("the killed worker's FFmpeg has ended", () => Task.FromResult(!children.Any(IsRunning)), Cancel);
    }

    [Fact]
    public async Task A_worker_that_stops_releases_its_streams_at_once()
    {
        var fixture = Fixture.Load("vp8");
        await using var stream = await PublishedStream.StartAsync(Observer);
        await using (StartWorker())
        {
            await stream.SendAsync(fixture.Chunks.Take(25));
            await stream.ProgressedAsync(1);
        }

        await using var second = StartWorker();
        await stream.SendAsync(fixture.Chunks.Skip(25));
        await stream.EndAsync();

        await CheckAsync(stream, fixture);
    }

    [Fact]
    public async Task Segments_announced_before_they_were_stored_keep_their_bytes()
    {
        var fixture = Fixture.Load("vp8");
        await using var stream = await PublishedStream.StartAsync(Observer);
        await using (StartWorker())
        {
            await stream.SendAsync(fixture.Chunks.Take(2));
            await Eventually.TrueAsync("the worker has started", () => Task.FromResult(Stored(stream).Exists(DefaultKeys.Keys.Checkpoint(stream.Id))), Cancel);
            // From here on nothing can be stored; parts are published all the same.
            Directory.Move(Path.Combine(Folder, "tmp"), Path.Combine(Folder, "moved"));
            await File.WriteAllTextAsync(Path.Combine(Folder, "tmp"), "", Cancel);
            await stream.SendAsync(fixture.Chunks.Skip(2).SkipLast(8));
            await stream.WaitForRecordAsync(header => header is PartAppended { MediaSequence: 1, PartIndex: 1 });
        }

        File.Delete(Path.Combine(Folder, "tmp"));
        Directory.Move(Path.Combine(Folder, "moved"), Path.Combine(Folder, "tmp"));
        await using var second = StartWorker();
        await stream.SendAsync(fixture.Chunks.TakeLast(8));
        await stream.EndAsync();

        var records = await CheckAsync(stream, fixture);
        var runs = records.Where(record => record.Header is SegmentClosed).Select(record => record.Header.Run).ToList();
        Assert.NotEqual(runs[0], runs[^1]);
    }

    [Fact]
    public async Task A_stopped_worker_does_not_count_as_a_failed_attempt()
    {
        await using var stream = await PublishedStream.StartAsync(Observer);
        var checkpoint = Path.Combine(Folder, "objects", DefaultKeys.Keys.Checkpoint(stream.Id));
        await using (StartWorker())
        {
            await stream.SendAsync(Fixture.Load("vp8").Chunks.Take(2));
            await Eventually.TrueAsync("the worker has started on it", () => Task.FromResult(Read() is { Attempts: 1 }), Cancel);
        }

        Assert.Equal(0, Read()!.Attempts);

        Checkpoint? Read() => File.Exists(checkpoint) ? CheckpointJson.Read(File.ReadAllBytes(checkpoint)) : null;
    }

    [Fact]
    public async Task A_stream_with_an_unreadable_checkpoint_restarts_from_its_first_chunk()
    {
        var fixture = Fixture.Load("vp8");
        await using var stream = await PublishedStream.StartAsync(Observer);
        await using (StartWorker())
        {
            await stream.SendAsync(fixture.Chunks.Take(25));
            await stream.ProgressedAsync(1);
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, "objects", DefaultKeys.Keys.Checkpoint(stream.Id)), "{ \"attempts\"", Cancel);
        await using var second = StartWorker();
        await stream.SendAsync(fixture.Chunks.Skip(25));
        await stream.EndAsync();

        var ended = await stream.EndedAsync();
        Assert.Equal(stream.Sha256(), Stored(stream).Sha256(ended.Archive));
    }

    [Fact]
    public async Task A_worker_that_loses_the_broker_stops_and_another_one_resumes()
    {
        var fixture = Fixture.Load("vp8");
        await using var relay = new TcpRelay(Broker.Port);
        relay.Open();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await using var first = WorkerHost.Start(Broker.AddressAt(relay.Port), Folder);
        await stream.SendAsync(fixture.Chunks.Take(25));
        await stream.ProgressedAsync(1);

        await relay.CutAsync();
        await using var second = StartWorker();
        await stream.SendAsync(fixture.Chunks.Skip(25));
        await stream.EndAsync();

        await CheckAsync(stream, fixture);
    }

    [Fact]
    public async Task A_worker_takes_streams_again_when_the_broker_is_back()
    {
        await using var relay = new TcpRelay(Broker.Port);
        relay.Open();
        await using var worker = WorkerHost.Start(Broker.AddressAt(relay.Port), Folder);
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks.Take(25));
        await stream.ProgressedAsync(1);

        await relay.CutAsync();
        await stream.SendAsync(Fixture.Load("vp8").Chunks.Skip(25));
        await stream.EndAsync();
        relay.Open();

        await CheckAsync(stream, Fixture.Load("vp8"));
    }

    [Fact]
    public async Task A_large_archive_is_complete_after_its_worker_stopped_in_the_middle()
    {
        // Several containers, as of a recorder that restarted: more bytes than one part of the upload.
        string[] names = ["vp8", "vp8-resize", "vp9", "vp8"];
        await using var stream = await PublishedStream.StartAsync(Observer);
        await using (StartWorker())
        {
            foreach (var name in names[..3])
            {
                await stream.SendAsync(Fixture.Load(name).Chunks);
                stream.StartEpoch();
            }

            await stream.ProgressedAsync(4);
        }

        await stream.SendAsync(Fixture.Load(names[3]).Chunks);
        await using var second = StartWorker();
        await stream.EndAsync();
        var ended = await stream.EndedAsync();

        // Both workers count like the playlist of the whole stream.
        var tags = Stored(stream).Playlist.Split('\n').Where(line => line.Length > 0 && (line[0] != '#' || line == "#EXT-X-DISCONTINUITY")).ToList();
        var published = (await stream.PartsAsync()).Where(record => record.Header is PartAppended)
            .ToLookup(record => record.Header.MediaSequence, record => ((PartAppended)record.Header).Discontinuities);
        Assert.All(Stored(stream).Segments.Select((name, number) => (name, number)), segment =>
            Assert.All(published[segment.number], number => Assert.Equal(tags[..tags.IndexOf(segment.name)].Count(line => line[0] == '#'), number)));
        Assert.Equal(3, published[Stored(stream).Segments.Count - 1].First());
        Assert.Equal((stream.Bytes, stream.Sha256()), (ended.Archive.Bytes, ended.Archive.Sha256));
        Assert.Equal(stream.Sha256(), Stored(stream).Sha256(ended.Archive));
        Assert.Equal(4, Stored(stream).Inits.Count);
        await stream.GoneAsync();
        Assert.Empty(Stored(stream).Leftovers());
    }

    /// <summary>No name ever stood for two contents: a part is published once, and a segment that is complete in the log is stored as it is there.</summary>
    private static void CheckRuns(List<(PartRecord Header, ReadOnlyMemory<byte> Bytes)> records, StoredStream stored)
    {
        var parts = PublishedStream.Parts(records).ToLookup(part => part.Header.MediaSequence);
        Assert.All(parts, segment =>
        {
            Assert.Equal(Enumerable.Range(0, segment.Count()), segment.Select(part => part.Header.PartIndex));
            Assert.Single(segment.Select(part => part.Header.Run).Distinct());
        });
        var again = 0;
        foreach (var (name, sequence) in stored.Segments.Select((name, sequence) => (name, (long)sequence)))
        {
            var end = records.First(record => record.Header is SegmentClosed && record.Header.MediaSequence == sequence).Header;
            if (end.Run == parts[sequence].First().Header.Run)
            {
                Assert.Equal(stored.Media(name), parts[sequence].SelectMany(part => part.Bytes.ToArray()));
            }
            else
            {
                again++;
            }
        }

        // Only the segment in which the first worker stopped.
        Assert.InRange(again, 0, 1);
    }

    private static bool IsRunning(int id) => Directory.Exists($"/proc/{id}") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);

    private async Task<List<(PartRecord Header, ReadOnlyMemory<byte> Bytes)>> CheckAsync(
        PublishedStream stream, Fixture fixture, IReadOnlyList<string>? torn = null)
    {
        var ended = await stream.EndedAsync();
        var records = await stream.PartsAsync();
        var stored = Stored(stream);

        Assert.Equal(stream.Sha256(), ended.Archive.Sha256);
        Assert.Equal(stream.Sha256(), stored.Sha256(ended.Archive));
        Assert.Empty(ended.Losses);
        Assert.Single(stored.Inits);
        Assert.DoesNotContain("#EXT-X-DISCONTINUITY", stored.Playlist.Split('\n'));
        var source = await MediaTool.ProbeAsync(fixture.Bytes);
        var made = await MediaTool.ProbeAsync(stored.Everything());
        var frames = made.Where(packet => packet.IsVideo).ToList();
        Assert.Equal(source.Count(packet => packet.IsVideo), frames.Count);
        Assert.All(frames.Zip(frames.Skip(1)), pair => Assert.True(pair.First.TimeUs < pair.Second.TimeUs));

        CheckRuns(records, stored);
        await stream.GoneAsync();
        Assert.Empty(stored.Leftovers().Except(torn ?? []));
        Assert.Single(Observer.Events<StreamEnded>(published => published.RecordingId == stream.Id));
        return records;
    }
}
