using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Testing;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.Tests.Containers;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

/// <summary>What a stream cannot keep is counted by kind, reported at once, and part of the result.</summary>
[Collection(SecondBroker.Name)]
public sealed class LossTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Fact]
    public async Task Damaged_bytes_are_reported_while_the_stream_runs_and_in_its_result()
    {
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(WithoutChunk(12));
        await LostAsync(stream, StreamLossKinds.Damaged);
        Assert.Contains(worker.Log, line => line.Contains("Media lost", StringComparison.Ordinal) && line.Contains(StreamLossKinds.Damaged, StringComparison.Ordinal));
        await stream.EndAsync();

        var ended = await stream.EndedAsync();

        Assert.InRange(Count(ended.Losses, StreamLossKinds.Damaged), 1, 100);
        Assert.Equal(stream.Sha256(), ended.Archive.Sha256);
        Assert.Equal(stream.Sha256(), Stored(stream).Sha256(ended.Archive));
    }

    [Fact]
    public async Task Every_frame_that_cannot_be_decoded_is_counted()
    {
        var bytes = Fixture.Load("vp8").Bytes.ToArray();
        foreach (var frame in Frames(bytes).Where(frame => !frame.IsKeyframe).Skip(10).Take(5))
        {
            var payload = HeaderOf(bytes, frame) + 4;
            bytes.AsSpan(payload, frame.Size).Fill(0xFF);
        }

        var ended = await TranscodeAsync(bytes);

        Assert.Equal(5, Count(ended.Losses, StreamLossKinds.Undecodable));
        Assert.Equal(0, Count(ended.Losses, StreamLossKinds.Damaged));
    }

    [Fact]
    public async Task A_frame_whose_time_is_before_that_of_earlier_frames_is_counted()
    {
        var bytes = Fixture.Load("vp8").Bytes.ToArray();
        var frame = Frames(bytes).Where(frame => !frame.IsKeyframe).ElementAt(40);
        var time = bytes.AsSpan(HeaderOf(bytes, frame) + 1, 2);
        System.Buffers.Binary.BinaryPrimitives.WriteInt16BigEndian(time, (short)(System.Buffers.Binary.BinaryPrimitives.ReadInt16BigEndian(time) - 500));

        var ended = await TranscodeAsync(bytes);

        Assert.Equal(1, Count(ended.Losses, StreamLossKinds.OutOfOrder));
    }

    [Fact]
    public async Task Chunks_that_the_log_lacks_are_counted()
    {
        var chunks = Fixture.Load("vp8").Chunks;
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(chunks.Take(12));
        stream.Skip(2);
        await stream.SendAsync(chunks.Skip(14));
        await stream.EndAsync();

        Assert.Equal(2, Count((await stream.EndedAsync()).Losses, StreamLossKinds.Missing));
    }

    [Fact]
    public async Task Chunks_that_the_log_lacks_right_before_its_end_are_counted()
    {
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks);
        stream.Skip(3);
        await stream.EndAsync();

        Assert.Equal(3, Count((await stream.EndedAsync()).Losses, StreamLossKinds.Missing));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task A_record_that_cannot_be_read_counts_once_if_it_was_a_frame(int frames)
    {
        var chunks = Fixture.Load("vp8").Chunks;
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(chunks.Take(12));
        await stream.AppendUnknownAsync();
        stream.Skip(frames);
        await stream.SendAsync(chunks.Skip(12 + frames));
        await stream.EndAsync();

        Assert.Equal(frames, Count((await stream.EndedAsync()).Losses, StreamLossKinds.Missing));
    }

    [Fact]
    public async Task What_the_publisher_could_not_append_is_counted_once_however_often_it_says_so()
    {
        var lost = ChunkHeader.Lost(new StreamLoss(StreamLossKinds.OverLimit, 3), TimeProvider.System.GetUtcNow());
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks);
        await stream.AppendAsync(lost);
        await stream.AppendAsync(lost);
        await stream.EndAsync();

        var ended = await stream.EndedAsync();

        Assert.Equal([lost.Loss!], ended.Losses);
        Assert.Equal(stream.Sha256(), ended.Archive.Sha256);
    }

    [Fact]
    public async Task A_recorder_that_disappeared_leaves_a_warning()
    {
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks);
        await stream.EndAsync(StreamEndReason.Lost);

        Assert.Equal([new StreamLoss(StreamLossKinds.End, 1)], (await stream.EndedAsync()).Losses);
    }

    [Fact]
    public async Task The_next_worker_knows_the_losses_of_the_one_before()
    {
        var chunks = WithoutChunk(5);
        await using var stream = await PublishedStream.StartAsync(Observer);
        await using (StartWorker())
        {
            await stream.SendAsync(chunks.Take(30));
            await stream.ProgressedAsync(2);
        }

        await using var second = StartWorker();
        await stream.SendAsync(chunks.Skip(30));
        await stream.EndAsync();

        Assert.InRange(Count((await stream.EndedAsync()).Losses, StreamLossKinds.Damaged), 1, 100);
    }

    [Fact]
    public async Task A_stream_that_fails_says_what_was_lost()
    {
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync([Fixture.Load("vp8").Bytes.AsMemory(0, 190), new byte[50_000]]);
        await stream.EndAsync();

        Assert.NotEqual(0, Count((await stream.FailedAsync()).Losses, StreamLossKinds.Damaged));
    }

    private static long Count(IReadOnlyList<StreamLoss> losses, string kind) => losses.SingleOrDefault(loss => loss.Kind == kind)?.Count ?? 0;

    /// <summary>A recording in which zeros are in the place of one chunk.</summary>
    private static List<ReadOnlyMemory<byte>> WithoutChunk(int which)
    {
        var chunks = Fixture.Load("vp8").Chunks.ToList();
        chunks[which] = new byte[chunks[which].Length];
        return chunks;
    }

    /// <summary>The frames of video.</summary>
    private static List<SourceFact> Frames(byte[] bytes)
    {
        var reader = new MatroskaReader();
        var frames = Reading.Read(reader, bytes, bytes.Length).Of(SourceFactKind.Frame);
        return [.. frames.Where(frame => frame.Track == reader.Header!.Video!.Number)];
    }

    /// <summary>Where a simple block's own header starts: its track, two bytes of time, its flags.</summary>
    private static int HeaderOf(byte[] bytes, SourceFact frame)
    {
        var at = (int)frame.Offset;
        Assert.Equal(0xA3, bytes[at]);
        return at + 1 + System.Numerics.BitOperations.LeadingZeroCount((uint)bytes[at + 1] << 24) + 1;
    }

    private async Task<StreamEnded> TranscodeAsync(byte[] bytes)
    {
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(bytes.Chunk(3000).Select(piece => (ReadOnlyMemory<byte>)piece));
        await stream.EndAsync();
        return await stream.EndedAsync();
    }

    private Task LostAsync(PublishedStream stream, string kind) => Eventually.TrueAsync(
        $"{kind} is reported",
        () => Task.FromResult(Observer.Events<StreamProgressed>(report => report.RecordingId == stream.Id && Count(report.Losses, kind) > 0).Count > 0),
        Cancel);
}
