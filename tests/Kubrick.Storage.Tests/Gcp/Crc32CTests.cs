using Kubrick.Storage.Gcp;

namespace Kubrick.Storage.Tests.Gcp;

public sealed class Crc32CTests
{
    [Fact]
    public void The_checksum_is_the_one_of_the_standard()
    {
        // RFC 3720, B.4 (there in the order of the wire), and the check value of the algorithm.
        Assert.Equal(Base64(0x8A, 0x91, 0x36, 0xAA), Crc32C.Of(new byte[32]));
        Assert.Equal(Base64(0xE3, 0x06, 0x92, 0x83), Crc32C.Of("123456789"u8));
        Assert.Equal(Base64(0, 0, 0, 0), Crc32C.Of([]));
    }

    private static string Base64(params byte[] bytes) => Convert.ToBase64String(bytes);
}
