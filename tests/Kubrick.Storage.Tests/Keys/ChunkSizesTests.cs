using FsCheck;
using FsCheck.Fluent;

namespace Kubrick.Storage.Tests.Keys;

public sealed class ChunkSizesTests
{
    [Theory]
    [InlineData(1, 10_485_760, 1)]
    [InlineData(10_485_760, 10_485_760, 1)]
    [InlineData(10_485_761, 10_485_760, 2)]
    [InlineData(104_857_600_000, 10_485_760, 10_000)]
    [InlineData(104_857_600_001, 10_747_904, 9757)]
    public void Chunks_have_10_MiB_until_10000_of_them_do_not_suffice(long fileSize, long chunkSize, int count)
    {
        Assert.Equal(chunkSize, ChunkSizes.For(fileSize));
        Assert.Equal(count, ChunkSizes.Count(fileSize, chunkSize));
    }

    [Fact]
    public void Any_file_fits_into_10000_chunks_of_whole_256_KiB() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.GeneratorFor<ulong>().Select(any => (long)(any % ChunkSizes.MaxFileBytes) + 1).ToArbitrary(), size =>
        {
            var chunk = ChunkSizes.For(size);
            return chunk % (256 << 10) == 0 && chunk <= 5L << 30 && ChunkSizes.Count(size, chunk) is >= 1 and <= 10_000;
        }));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ChunkSizes.MaxFileBytes + 1)]
    public void A_file_without_bytes_or_beyond_5_TiB_is_refused(long size) => Assert.Throws<ArgumentOutOfRangeException>(() => ChunkSizes.For(size));
}
