using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Originals;
using Kubrick.Transcoder.Tests.Containers;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Originals;

public sealed class ContainerScannerTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"kubrick-original-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(path);

    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public async Task A_recording_is_one_container(string name)
    {
        var bytes = Fixture.Load(name).Bytes;

        Assert.Equal([new ContainerRange(name == "mp4" ? ContainerKind.Mp4 : ContainerKind.Matroska, 0, bytes.Length)], await ScanAsync(bytes));
    }

    [Fact]
    public async Task Every_container_is_found_where_it_starts()
    {
        var (webm, mp4) = (Fixture.Load("vp8").Bytes, Fixture.Load("mp4").Bytes);

        var ranges = await ScanAsync([.. webm, .. mp4, .. webm[..100_000], .. webm]);

        long[] starts = [0, webm.Length, webm.Length + mp4.Length, webm.Length + mp4.Length + 100_000];
        Assert.Equal(starts, ranges.Select(range => range.Start));
        Assert.Equal([.. starts[1..], starts[3] + webm.Length], ranges.Select(range => range.End));
        Assert.Equal([ContainerKind.Matroska, ContainerKind.Mp4, ContainerKind.Matroska, ContainerKind.Matroska], ranges.Select(range => range.Container));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-2)]
    [InlineData(-3)]
    [InlineData(-6)]
    [InlineData(0)]
    public async Task A_container_is_found_across_the_blocks_that_are_read(int distance)
    {
        var start = (1 << 20) + distance;
        foreach (var name in new[] { "vp8", "mp4" })
        {
            var ranges = await ScanAsync([.. Fixture.Load("vp8").Bytes, .. new byte[start - Fixture.Load("vp8").Bytes.Length], .. Fixture.Load(name).Bytes]);

            Assert.Equal([0, start], ranges.Select(range => range.Start));
        }
    }

    [Fact]
    public async Task Bytes_that_only_resemble_the_start_of_a_container_are_media()
    {
        byte[] like =
        [
            0x1A, 0x45, 0xDF, 0xA3, .. new byte[50], 0x1A, 0x45, 0xDF, 0xA3, 0x9F, .. new byte[50], .. MadeMatroska.Element("1A45DFA3", MadeMatroska.Element("4282", "webm"u8.ToArray())), 1, 2, 3,
            .. "ftyp"u8, 0, 0, 0, 24, .. "ftypisom"u8, .. new byte[12], .. "not a box"u8, .. new byte[20],
        ];

        Assert.Single(await ScanAsync([.. Fixture.Load("vp8").Bytes, .. like]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5000)]
    public async Task Junk_is_no_container(int length)
    {
        var junk = new byte[length];
        new Random(1).NextBytes(junk);

        Assert.Empty(await ScanAsync(junk));
    }

    [Fact]
    public async Task Bytes_before_the_first_container_are_left_out()
    {
        var range = Assert.Single(await ScanAsync([.. "junk"u8, .. new byte[5000], .. Fixture.Load("vp8").Bytes]));

        Assert.Equal(5004, range.Start);
    }

    [Fact]
    public async Task The_number_of_containers_is_bounded()
    {
        var ranges = await ScanAsync([.. Enumerable.Repeat(MadeMatroska.Header, 1000).SelectMany(bytes => bytes)]);

        Assert.Equal((ContainerScanner.MaxRanges, MadeMatroska.Header.Length * 1000), (ranges.Count, ranges[^1].End));
    }

    private async Task<IReadOnlyList<ContainerRange>> ScanAsync(byte[] bytes)
    {
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        return await ContainerScanner.ScanAsync(path, TestContext.Current.CancellationToken);
    }
}
