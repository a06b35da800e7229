using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Kubrick.Uploads.Requests;

namespace Kubrick.Uploads.Sessions;

/// <summary>
/// The hashes of an upload's parts. <c>local</c> computes the SHA-256 of each part that it receives and returns it as the ETag. With <c>s3</c> an ETag is the MD5 of
/// the part, unless the bucket encrypts with keys of its own; that it is one is known as soon as a client's MD5 equals it. Else only the client's claims are left.
/// </summary>
internal static class PartHashing
{
    private const int Sha256Digits = 64;
    private const int Md5Digits = 32;

    /// <summary>The parts whose stored bytes are certainly not those that their sender hashed.</summary>
    /// <param name="named">The parts that the client named, in the client's order; the storage has their ETags.</param>
    /// <param name="provider">The storage's provider.</param>
    public static IReadOnlyList<FieldError> Compare(IReadOnlyList<NamedPart> named, string provider)
    {
        if (AlgorithmOf(named, provider) is not { } algorithm)
        {
            return [];
        }

        return
        [
            .. from item in named.Index()
               where ClaimOf(item.Item, algorithm) is { } claim && claim != item.Item.Part.ETag
               select new FieldError(
                   new ErrorSource(FormattableString.Invariant($"/parts/{item.Index}/{algorithm}")),
                   $"Part {item.Item.Part.PartNumber} was stored with another checksum than its sender computed. Send it again."),
        ];
    }

    /// <summary>The hashes of a stored upload; null if they are unknown, or if its parts have other sizes than those of the session.</summary>
    /// <param name="named">The parts that the client named, in any order; their ETags are those in the storage.</param>
    /// <param name="stored">The parts in the storage.</param>
    /// <param name="fileSize">The size of the whole file in bytes.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="provider">The storage's provider.</param>
    public static PartHashes? Of(IReadOnlyList<NamedPart> named, IReadOnlyList<UploadedPart> stored, long fileSize, OpenUpload upload, string provider)
    {
        var partBytes = upload.Session.PartSize;
        var lengths = stored.ToDictionary(part => part.PartNumber, part => part.Length);
        if (Sort(named, fileSize, partBytes) is not { } parts || parts.SkipLast(1).Any(part => lengths.GetValueOrDefault(part.Part.PartNumber) != partBytes))
        {
            return null;
        }

        if (AlgorithmOf(parts, provider) is not { } algorithm)
        {
            return Claims(parts, partBytes);
        }

        var isCompared = parts.All(part => ClaimOf(part, algorithm) == part.Part.ETag);
        return Join(algorithm, isCompared ? HashSources.Compared : HashSources.Computed, partBytes, parts.Select(part => part.Part.ETag));
    }

    /// <summary>What the client claims of an upload whose parts were joined before, so that nothing can be compared; null for no claims.</summary>
    /// <param name="named">The parts that the client named, in any order.</param>
    /// <param name="fileSize">The size of the whole file in bytes.</param>
    /// <param name="upload">The upload.</param>
    public static PartHashes? ClaimsOf(IReadOnlyList<NamedPart> named, long fileSize, OpenUpload upload) =>
        // Only the parts of an open-ended upload are known to have one size.
        upload.IsOpenEnded && Sort(named, fileSize, upload.Session.PartSize) is { } parts ? Claims(parts, upload.Session.PartSize) : null;

    /// <summary>The parts in order; null if they are not the parts 1 to n of the file.</summary>
    private static NamedPart[]? Sort(IReadOnlyList<NamedPart> named, long fileSize, long partBytes)
    {
        NamedPart[] parts = [.. named.OrderBy(part => part.Part.PartNumber)];
        return parts.Length == PartSizes.Count(fileSize, partBytes) && parts.Index().All(item => item.Item.Part.PartNumber == item.Index + 1) ? parts : null;
    }

    /// <summary>What the ETags are; null if they are not known to be hashes.</summary>
    private static string? AlgorithmOf(IReadOnlyList<NamedPart> parts, string provider) => provider switch
    {
        StorageLocation.Local when AreHex(parts, Sha256Digits) => PartHashes.Sha256,
        StorageLocation.S3 when AreHex(parts, Md5Digits) && parts.Any(part => part.Checksum?.Md5 == part.Part.ETag) => PartHashes.Md5,
        _ => null,
    };

    private static bool AreHex(IReadOnlyList<NamedPart> parts, int digits) =>
        parts.Count > 0 && parts.All(part => part.Part.ETag.Length == digits && part.Part.ETag.All(char.IsAsciiHexDigitLower));

    private static string? ClaimOf(NamedPart part, string algorithm) => algorithm == PartHashes.Sha256 ? part.Checksum?.Sha256 : part.Checksum?.Md5;

    private static PartHashes? Claims(NamedPart[] parts, long partBytes) => Claims(parts, PartHashes.Sha256, partBytes) ?? Claims(parts, PartHashes.Md5, partBytes);

    private static PartHashes? Claims(NamedPart[] parts, string algorithm, long partBytes)
    {
        var claims = parts.Select(part => ClaimOf(part, algorithm)).OfType<string>().ToList();
        return claims.Count > 0 && claims.Count == parts.Length ? Join(algorithm, HashSources.Claimed, partBytes, claims) : null;
    }

    private static PartHashes Join(string algorithm, string source, long partBytes, IEnumerable<string> hashes) =>
        new(algorithm, source, partBytes, Convert.ToBase64String(Convert.FromHexString(string.Concat(hashes))));
}
