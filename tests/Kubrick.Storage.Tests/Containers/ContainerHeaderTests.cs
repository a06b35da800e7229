using Kubrick.Storage.Containers;
using Kubrick.Testing;

namespace Kubrick.Storage.Tests.Containers;

public sealed class ContainerHeaderTests
{
    [Theory]
    // Chromium's and Firefox's WebM, Chromium's Matroska, Chromium's and Safari's MP4, an iPhone's QuickTime, and one of an old program.
    [InlineData("1A45DFA39F4286810142F7810142F2810442F381084282847765626D42878104428581021853806701FFFFFFFFFFFFFF", ContainerKind.Matroska)]
    [InlineData("1A45DFA3A34286810142F7810142F2810442F381084282886D6174726F736B61428781044285810218538067", ContainerKind.Matroska)]
    [InlineData("0000001C6674797069736F350000020069736F3569736F366D70343100000000", ContainerKind.Mp4)]
    [InlineData("00000014667479707174202000000000717420200000000877696465", ContainerKind.Mp4)]
    [InlineData("00000008776964650000100C6D646174", ContainerKind.Mp4)]
    [InlineData("000000016D646174000000010000000012345678", ContainerKind.Mp4)]
    [InlineData("0000000177696465", ContainerKind.Unknown)]
    [InlineData("000000026D6461740000000000000000", ContainerKind.Unknown)]
    public void The_headers_of_recorders_are_recognised(string hex, ContainerKind expected)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(expected, ContainerHeader.Find(bytes, bytes.Length));
    }

    [Fact]
    public void A_header_that_is_cut_is_none()
    {
        foreach (var whole in (byte[][])[VideoFile.WebM(12), VideoFile.Mp4(16)])
        {
            for (var length = 0; length < whole.Length; length++)
            {
                Assert.Equal(ContainerKind.Unknown, ContainerHeader.Find(whole.AsSpan(0, length), length));
            }

            Assert.NotEqual(ContainerKind.Unknown, ContainerHeader.Find(whole, whole.Length));
        }
    }

    [Theory]
    [InlineData("video/mp4", ContainerKind.Matroska, "video/webm")]
    [InlineData("audio/mp4", ContainerKind.Matroska, "audio/webm")]
    [InlineData("video/webm", ContainerKind.Mp4, "video/mp4")]
    [InlineData("video/x-matroska", ContainerKind.Mp4, "video/mp4")]
    [InlineData("audio/webm", ContainerKind.Mp4, "audio/mp4")]
    [InlineData("video/x-matroska", ContainerKind.Matroska, "video/x-matroska")]
    [InlineData("video/mp4", ContainerKind.Mp4, "video/mp4")]
    public void The_type_of_another_container_is_corrected(string declared, ContainerKind container, string expected) =>
        Assert.Equal(expected, ContainerHeader.ContentTypeOf(declared, container));

    [Fact]
    public async Task A_storage_that_answers_with_less_says_nothing()
    {
        var stored = new StoredObject("k", 5000, "video/webm", "tag", DateTimeOffset.UnixEpoch);
        foreach (var answer in (Stream?[])[null, Stream.Null, new MemoryStream(VideoFile.WebM(ContainerSniffer.MaxBytes - 1)), new BrokenStream()])
        {
            var failure = await Assert.ThrowsAsync<StorageException>(() => StoredContainer.FindAsync(new Answers(answer), stored, TestContext.Current.CancellationToken));
            Assert.Equal(StorageError.Unavailable, failure.Error);
        }

        Assert.Equal(
            ContainerKind.Matroska,
            await StoredContainer.FindAsync(new Answers(new MemoryStream(VideoFile.WebM(ContainerSniffer.MaxBytes))), stored, TestContext.Current.CancellationToken));
        Assert.Equal(ContainerKind.Unknown, await StoredContainer.FindAsync(new Answers(null), stored with { Length = 0 }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_version_is_known_by_its_tag_and_its_time()
    {
        var at = new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
        var stored = new StoredObject("k", 5, "video/webm", "tag", at.AddTicks(7));
        Assert.True(stored.IsVersion("tag", at));
        Assert.False(stored.IsVersion("tag", at.AddMilliseconds(1)));
        Assert.False(stored.IsVersion("other", at));
        Assert.False(stored.IsVersion("tag", null));
        Assert.False(stored.IsVersion(null, at));
    }

    private sealed class Answers(Stream? stream) : IObjectReader
    {
        public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken) => Task.FromResult(stream);
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("The connection broke.");
    }
}
