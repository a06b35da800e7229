namespace Kubrick.Contracts.Uploads;

/// <summary>The hashes of the parts in which a file was uploaded, in the order of the parts.</summary>
/// <param name="Algorithm"><see cref="Sha256"/> or <see cref="Md5"/>.</param>
/// <param name="Source">One of <see cref="Recordings.HashSources"/>, for all parts: the weakest where they differ.</param>
/// <param name="PartBytes">The size of every part except the last, in bytes.</param>
/// <param name="Digests">The joined hashes, in Base64.</param>
public sealed record PartHashes(string Algorithm, string Source, long PartBytes, string Digests)
{
    /// <summary>SHA-256: 32 bytes a part.</summary>
    public const string Sha256 = "sha256";

    /// <summary>MD5: 16 bytes a part. It detects damage, but not an attack.</summary>
    public const string Md5 = "md5";

    /// <summary>The most parts of a file.</summary>
    public const int MaxParts = 10_000;

    /// <summary>The bytes of one hash; 0 for an unknown algorithm.</summary>
    public static int DigestBytes(string algorithm) => algorithm switch
    {
        Sha256 => 32,
        Md5 => 16,
        _ => 0,
    };
}
