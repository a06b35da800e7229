using FsCheck;
using FsCheck.Fluent;

namespace Kubrick.Storage.Tests;

public sealed class PartSizesTests
{
    [Theory]
    [InlineData(1, 10_485_760, 1)]
    [InlineData(10_485_760, 10_485_760, 1)]
    [InlineData(10_485_761, 10_485_760, 2)]
    [InlineData(104_857_600_000, 10_485_760, 10_000)]
    [InlineData(104_857_600_001, 10_747_904, 9757)]
    public void Parts_have_10_MiB_unless_there_would_be_more_than_10000(long fileSize, long partSize, int count)
    {
        Assert.Equal(partSize, PartSizes.For(fileSize));
        Assert.Equal(count, PartSizes.Count(fileSize, partSize));
    }

    [Fact]
    public void Any_file_fits_into_10000_parts_of_multiples_of_256_KiB() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.GeneratorFor<ulong>().Select(any => (long)(any % PartSizes.MaxFileBytes) + 1).ToArbitrary(), size =>
        {
            var part = PartSizes.For(size);
            return part % (256 << 10) == 0 && part <= 5L << 30 && PartSizes.Count(size, part) is >= 1 and <= 10_000;
        }));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(PartSizes.MaxFileBytes + 1)]
    public void An_empty_file_or_one_beyond_5_TiB_is_refused(long size) => Assert.Throws<ArgumentOutOfRangeException>(() => PartSizes.For(size));
}
