using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Uploads;

namespace Kubrick.Manifests;

/// <summary>What must be true of a manifest beyond its types. A signature does not make an impossible statement usable.</summary>
internal static class ManifestRules
{
    private const int Sha256Digits = 64;
    private const int MaxDerived = 1000;

    // Exact in every JSON reader, and far from an overflow.
    private const long MaxBytes = 1L << 53;

    /// <summary>Checks a manifest.</summary>
    /// <exception cref="ManifestException">It violates a rule.</exception>
    public static Manifest Check(Manifest manifest)
    {
        Require(manifest.Format == Manifest.FormatName, "The signed text is not a manifest of a recording.");
        Require(
            manifest.FormatVersion == Manifest.CurrentVersion,
            $"The manifest has the format version {manifest.FormatVersion}; this program reads version {Manifest.CurrentVersion}.");
        var original = manifest.Original;
        Require(original.Bytes is >= 0 and <= MaxBytes, "The size of the original is impossible.");
        Require(IsHash(original.Sha256) && IsHash(original.DifferingClaim), "A SHA-256 of the original is malformed.");
        Require(
            original.Sha256 is null == original.Sha256Source is null && (original.Sha256Source is null || HashSources.All.Contains(original.Sha256Source)),
            "The source of the original's SHA-256 is unknown.");
        if (original.Parts is { } parts)
        {
            Check(parts, original.Bytes);
        }

        Require(manifest.Derived.Count <= MaxDerived, $"The manifest names more than {MaxDerived} derived files.");
        Require(
            manifest.Derived.All(derived => derived is { Bytes: >= 0, Sha256: not null } && IsHash(derived.Sha256) && IsHash(derived.ParentSha256)),
            "A derived file has a malformed size or hash.");
        return manifest;
    }

    private static void Check(ManifestParts parts, long fileBytes)
    {
        var digits = PartHashes.DigestBytes(parts.Algorithm) * 2;
        Require(digits > 0, "The hash algorithm of the parts is unknown.");
        Require(HashSources.All.Contains(parts.Source), "The source of the parts' hashes is unknown.");
        Require(parts.Hashes.Count is > 0 and <= PartHashes.MaxParts, $"There must be 1 to {PartHashes.MaxParts} hashes of parts.");
        Require(
            parts.PartBytes is > 0 and <= MaxBytes && (fileBytes + parts.PartBytes - 1) / parts.PartBytes == parts.Hashes.Count,
            "The hashes of the parts do not fit the size of the original.");
        Require(parts.Hashes.All(hash => IsHex(hash, digits)), "The hash of a part is malformed.");
    }

    private static bool IsHash(string? text) => text is null || IsHex(text, Sha256Digits);

    private static bool IsHex(string? text, int digits) => text?.Length == digits && text.All(char.IsAsciiHexDigitLower);

    private static void Require(bool isTrue, string otherwise)
    {
        if (!isTrue)
        {
            throw new ManifestException(otherwise);
        }
    }
}
