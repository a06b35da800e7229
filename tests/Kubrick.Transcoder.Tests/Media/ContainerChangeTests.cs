using Kubrick.Contracts.Logs;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Media;

namespace Kubrick.Transcoder.Tests.Media;

public sealed class ContainerChangeTests
{
    private static readonly byte[] Webm = [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x86, 0x81, 0x01];
    private static readonly byte[] Mp4 = [0, 0, 0, 0x20, .. "ftypisom"u8];
    private static readonly byte[] Fragment = [0, 0, 0, 0x68, .. "moofmfhd"u8];
    private static readonly byte[] Middle = [0xA3, 0x44, 0x11, 0x81, 0, 0x30, 0x80, 1, 2];

    private readonly ContainerChange change = new(null);
    private long offset;
    private long sequence;

    [Fact]
    public void The_first_container_is_not_reported_as_new()
    {
        Open();
        Assert.Null(Data(Webm, out _));
        Assert.Null(Data(Webm, out var passed));
        Assert.Single(passed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void A_container_that_starts_after_a_reconnect_is_found_however_it_is_cut(int step)
    {
        foreach (var start in (byte[][])[Webm, Mp4])
        {
            var taken = new ContainerChange(0);
            Take(taken, ChunkKind.Claim, []);
            var first = offset;
            ChunkPosition? newContainer = null;
            var all = start.Chunk(step).ToList();
            foreach (var piece in all.TakeWhile(_ => newContainer is null))
            {
                newContainer = Take(taken, ChunkKind.Data, piece, out var passed);
                Assert.Empty(passed);
            }

            Assert.Equal(first, newContainer!.Offset);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void A_container_that_continues_after_a_reconnect_loses_no_byte(int step)
    {
        foreach (var middle in (byte[][])[Middle, Fragment, [0x1A, 0x45, 0, 0, 0, 0, 0, 0, 0]])
        {
            var taken = new ContainerChange(0);
            Take(taken, ChunkKind.Claim, []);
            var passedOn = new List<byte>();
            foreach (var piece in middle.Chunk(step))
            {
                Assert.Null(Take(taken, ChunkKind.Data, piece, out var passed));
                passedOn.AddRange(passed.SelectMany(chunk => chunk.Bytes.ToArray()));
            }

            Assert.Null(Take(taken, ChunkKind.End, [], out var rest));
            passedOn.AddRange(rest.SelectMany(chunk => chunk.Bytes.ToArray()));
            Assert.Equal(middle, passedOn);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void A_container_after_a_reconnect_is_not_joined_to_a_few_earlier_bytes(int step)
    {
        foreach (var start in (byte[][])[Webm, Mp4])
        {
            var taken = new ContainerChange(0);
            Take(taken, ChunkKind.Claim, []);
            Take(taken, ChunkKind.Data, [start[0]]);
            Take(taken, ChunkKind.Claim, []);
            var first = offset;
            ChunkPosition? newContainer = null;
            var passedOn = new List<byte>();
            foreach (var piece in start.Chunk(step).TakeWhile(_ => newContainer is null))
            {
                newContainer = Take(taken, ChunkKind.Data, piece, out var passed);
                passedOn.AddRange(passed.SelectMany(chunk => chunk.Bytes.ToArray()));
            }

            Assert.Equal(first, newContainer!.Offset);
            Assert.Equal([start[0]], passedOn);
        }
    }

    [Fact]
    public void A_container_that_is_interrupted_inside_of_its_first_bytes_is_found()
    {
        var taken = new ContainerChange(0);
        Take(taken, ChunkKind.Claim, []);
        var first = offset;
        Take(taken, ChunkKind.Data, Webm[..2]);
        Take(taken, ChunkKind.Claim, []);

        Assert.Equal(first, Take(taken, ChunkKind.Data, Webm[2..])!.Offset);
    }

    [Fact]
    public void An_increased_epoch_is_a_new_container_whatever_its_bytes()
    {
        Open();
        Data(Webm, out _);
        var at = offset;

        Assert.Equal(at, Take(change, ChunkKind.Data, Middle, out _, epoch: 1)!.Offset);
    }

    private void Open() => Take(change, ChunkKind.Claim, []);

    private ChunkPosition? Data(byte[] bytes, out IReadOnlyList<ChunkRecord> passed) => Take(change, ChunkKind.Data, bytes, out passed);

    private ChunkPosition? Take(ContainerChange taken, ChunkKind kind, byte[] bytes) => Take(taken, kind, bytes, out _);

    private ChunkPosition? Take(ContainerChange taken, ChunkKind kind, byte[] bytes, out IReadOnlyList<ChunkRecord> passed, int epoch = 0)
    {
        var header = new ChunkHeader(kind, kind == ChunkKind.Data ? sequence++ : sequence, epoch, DateTimeOffset.UnixEpoch);
        passed = taken.Take(new ChunkRecord(offset++, header, bytes), out var newContainer);
        return newContainer;
    }
}
