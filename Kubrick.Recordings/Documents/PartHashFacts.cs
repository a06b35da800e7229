using System.Security.Cryptography;
using Kubrick.Contracts.Uploads;

namespace Kubrick.Recordings.Documents;

/// <summary>
/// Which hashes of the original's parts are stored. The hashes themselves are in a collection of their own (<c>PartHashStore</c>), because a long recording has
/// thousands, and lists would read them.
/// </summary>
internal sealed record PartHashFacts
{
    /// <summary><see cref="PartHashes.Sha256"/> or <see cref="PartHashes.Md5"/>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>One of <see cref="Contracts.Recordings.HashSources"/>.</summary>
    public required string Source { get; init; }

    /// <summary>The size of every part except the last, in bytes.</summary>
    public required long PartBytes { get; init; }

    /// <summary>The SHA-256 of the joined hashes in lower-case hex: their address.</summary>
    public required string Digest { get; init; }

    /// <summary>The facts of reported hashes, whose Base64 was checked.</summary>
    public static PartHashFacts Of(PartHashes hashes) => new()
    {
        Algorithm = hashes.Algorithm,
        Source = hashes.Source,
        PartBytes = hashes.PartBytes,
        Digest = DigestOf(Convert.FromBase64String(hashes.Digests)),
    };

    /// <summary>Whether hashes are well-formed, and there are as many as a file of this size has parts.</summary>
    public static bool IsComplete(PartHashes hashes, long fileBytes)
    {
        var (digestBytes, partBytes, bytes) = (PartHashes.DigestBytes(hashes.Algorithm), hashes.PartBytes, new byte[hashes.Digests.Length]);
        return digestBytes > 0
            && partBytes > 0
            && Convert.TryFromBase64String(hashes.Digests, bytes, out var length)
            && length > 0
            && length % digestBytes == 0
            && length / digestBytes <= PartHashes.MaxParts
            && length / digestBytes == (fileBytes / partBytes) + (fileBytes % partBytes > 0 ? 1 : 0);
    }

    /// <summary>The address of joined hashes.</summary>
    public static string DigestOf(ReadOnlySpan<byte> digests) => Convert.ToHexStringLower(SHA256.HashData(digests));
}
