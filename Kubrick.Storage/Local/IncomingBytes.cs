using System.Buffers;
using System.Security.Cryptography;

namespace Kubrick.Storage.Local;

/// <summary>Copies a request body into a file and counts and hashes it; buffers at most 128 KiB.</summary>
internal static class IncomingBytes
{
    private const int BufferBytes = 128 << 10;

    /// <summary>Copies the body; returns its length and SHA-256.</summary>
    /// <param name="source">The request body.</param>
    /// <param name="target">The file.</param>
    /// <param name="declared">The declared length; null if unknown.</param>
    /// <param name="limit">The maximum length.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="expected">The checksums that the body must have; null for any.</param>
    /// <exception cref="IncomingBytesException">The body is longer than the limit, not as long as declared, or incomplete, or has another checksum.</exception>
    public static async Task<ReceivedContent> CopyAsync(
        Stream source, Stream target, long? declared, long limit, CancellationToken cancellationToken, PartChecksum? expected = null)
    {
        if (declared > limit)
        {
            throw IncomingBytesException.TooLarge(limit);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var md5 = expected?.Md5 is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.MD5);
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
                md5?.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            if (declared is { } promised && promised != length)
            {
                throw IncomingBytesException.WrongLength(promised, length);
            }

            var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            return expected?.Sha256 is { } wanted && wanted != sha256 ? throw IncomingBytesException.WrongChecksum("SHA-256")
                : md5 is not null && Convert.ToHexStringLower(md5.GetHashAndReset()) != expected?.Md5 ? throw IncomingBytesException.WrongChecksum("MD5")
                : new(length, sha256);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Distinguishes a client that disconnects from a disk that fails: both throw <see cref="IOException"/>.</summary>
    private static async ValueTask<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception)
        {
            throw IncomingBytesException.Incomplete(exception);
        }
    }
}

/// <param name="Length">The number of bytes.</param>
/// <param name="Sha256">In lower-case hex: the ETag.</param>
internal readonly record struct ReceivedContent(long Length, string Sha256);
