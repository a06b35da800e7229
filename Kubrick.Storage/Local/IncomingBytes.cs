using System.Buffers;
using System.Security.Cryptography;

namespace Kubrick.Storage.Local;

/// <summary>Copies what a client sends into a file, counting and hashing as it goes, never holding more than one buffer of it.</summary>
internal static class IncomingBytes
{
    private const int BufferBytes = 128 << 10;

    /// <summary>Answers the length and the SHA-256 of what came.</summary>
    /// <param name="source">What the client sends.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="declared">The length that the client declared; null where it did not.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IncomingBytesException">More came than may, or not what was declared, or it broke off.</exception>
    public static async Task<ReceivedContent> CopyAsync(Stream source, Stream target, long? declared, long limit, CancellationToken cancellationToken)
    {
        if (declared > limit)
        {
            throw IncomingBytesException.TooLarge(limit);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var length = 0L;
            int read;
            while ((read = await ReadAsync(source, buffer, cancellationToken)) > 0)
            {
                length += read;
                if (length > limit)
                {
                    throw IncomingBytesException.TooLarge(limit);
                }

                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return declared is null || declared == length
                ? new(length, Convert.ToHexStringLower(hash.GetHashAndReset()))
                : throw IncomingBytesException.WrongLength(declared.Value, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A client that goes away is not to be taken for a disk that fails: both throw <see cref="IOException"/>.</summary>
    private static async ValueTask<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception)
        {
            throw IncomingBytesException.BrokenOff(exception);
        }
    }
}

/// <summary>What came.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hex, which is the ETag.</param>
internal readonly record struct ReceivedContent(long Length, string Sha256);
