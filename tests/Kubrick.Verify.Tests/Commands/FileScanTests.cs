using Kubrick.Contracts.Uploads;

namespace Kubrick.Verify.Tests.Commands;

public sealed class FileScanTests
{
    [Theory]
    [InlineData(PartHashes.Sha256)]
    [InlineData(PartHashes.Md5)]
    public async Task Exactly_the_damaged_parts_are_found(string algorithm)
    {
        foreach (var random in Enumerable.Range(0, 200).Select(seed => new Random(seed)))
        {
            var (size, partBytes) = (random.Next(1, 5000), random.Next(1, 1500));
            var file = Sample.Bytes(size, random.Next());
            var original = Sample.ManifestOf(file, partBytes, algorithm).Original;
            var damaged = Enumerable.Range(0, random.Next(0, 4)).Select(_ => random.Next(size)).Distinct().ToList();
            damaged.ForEach(at => file[at] ^= 0x10);

            var scan = await FileScan.RunAsync(new MemoryStream(file), original, TestContext.Current.CancellationToken);

            Assert.Equal((size, Sample.Sha256(file)), ((int)scan.Bytes, scan.Sha256));
            Assert.Equal(Enumerable.Range(0, original.Parts!.Hashes.Count).Select(part => !damaged.Any(at => at / partBytes == part)), scan.HasPart);
        }
    }

    [Fact]
    public async Task Of_a_file_that_was_cut_anywhere_the_whole_parts_are_found()
    {
        var file = Sample.Bytes(3500);
        var original = Sample.ManifestOf(file).Original;
        foreach (var length in new[] { 0, 1, 999, 1000, 1001, 3000, 3001, 3499 })
        {
            var scan = await FileScan.RunAsync(new MemoryStream(file[..length]), original, TestContext.Current.CancellationToken);
            Assert.Equal(Enumerable.Range(1, 4).Select(part => part * 1000 <= length), scan.HasPart);
        }
    }

    [Fact]
    public async Task A_large_file_needs_no_more_memory_than_a_small_one()
    {
        var original = Sample.ManifestOf(Sample.Bytes(100)).Original with { Parts = new("sha256", "computed", 1 << 20, [.. Enumerable.Repeat(new string('0', 64), 256)]) };
        await FileScan.RunAsync(new Zeros(1 << 20), original, TestContext.Current.CancellationToken);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var scan = await FileScan.RunAsync(new Zeros(256 << 20), original, TestContext.Current.CancellationToken);
        Assert.Equal(256 << 20, scan.Bytes);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 32 << 20);
    }

    private sealed class Zeros(long length) : Stream
    {
        private long left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            // Never as much as was asked for, as from a slow disk.
            var read = (int)Math.Min(Math.Min(count, left), 65_537);
            buffer.AsSpan(offset, read).Clear();
            left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
