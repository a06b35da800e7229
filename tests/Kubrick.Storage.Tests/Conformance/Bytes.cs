using System.Security.Cryptography;

namespace Kubrick.Storage.Tests.Conformance;

internal static class Bytes
{
    public static byte[] Random(int count) => RandomNumberGenerator.GetBytes(count);

    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string Md5(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, bytes));

    public static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        await using (stream)
        {
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory, TestContext.Current.CancellationToken);
            return memory.ToArray();
        }
    }
}
