using Kubrick.Contracts.Recordings;
using Kubrick.Manifests;

namespace Kubrick.Verify;

/// <summary>What a file is, according to a manifest.</summary>
internal abstract record Verdict(int ExitCode)
{
    /// <summary>It is the original.</summary>
    /// <param name="IsByParts">Whether only its parts could be compared, because the SHA-256 of the whole is unknown.</param>
    internal sealed record Original(bool IsByParts) : Verdict(ExitCodes.Good);

    /// <summary>It is a file that the server made.</summary>
    internal sealed record Derived(ManifestDerived File) : Verdict(ExitCodes.Good);

    /// <summary>It has a SHA-256 that was claimed for the recording, but the server stored other bytes.</summary>
    internal sealed record ClaimedOnly() : Verdict(ExitCodes.Differs);

    /// <summary>It is a damaged original: some parts, or the size, are the same.</summary>
    internal sealed record DamagedOriginal() : Verdict(ExitCodes.Differs);

    /// <summary>It has the size of a file that the server made, and other bytes.</summary>
    internal sealed record DamagedDerived(ManifestDerived File) : Verdict(ExitCodes.Differs);

    /// <summary>It has nothing in common with any file of the manifest.</summary>
    internal sealed record Unknown() : Verdict(ExitCodes.Differs);

    /// <summary>The manifest has no hash of the original, or contradicts itself.</summary>
    internal sealed record NotCheckable(string Reason) : Verdict(ExitCodes.NotCheckable);

    public static Verdict Of(FileScan scan, Manifest manifest)
    {
        var original = manifest.Original;
        var hasAllParts = scan.HasPart.Count > 0 && scan.HasPart.All(has => has) && scan.Bytes == original.Bytes;
        if (scan.Sha256 == original.Sha256)
        {
            return scan.Bytes == original.Bytes && (hasAllParts || scan.HasPart.Count == 0)
                ? new Original(IsByParts: false)
                : new NotCheckable("The manifest contradicts itself: the SHA-256 of the original is right, its size or the hash of a part is not.");
        }

        if (manifest.Derived.FirstOrDefault(derived => derived.Sha256 == scan.Sha256) is { } derived)
        {
            return derived.Bytes == scan.Bytes
                ? new Derived(derived)
                : new NotCheckable("The manifest contradicts itself: the SHA-256 of a derived file is right, its size is not.");
        }

        if (scan.Sha256 == original.DifferingClaim)
        {
            return new ClaimedOnly();
        }

        if (original.Sha256 is null)
        {
            return hasAllParts
                ? new Original(IsByParts: true)
                : scan.HasPart.Any(has => has) ? new DamagedOriginal() : new NotCheckable("The manifest has no SHA-256 of the original.");
        }

        if (hasAllParts)
        {
            // A weak hash, a part that was replaced, or a wrong claim of the recorder.
            return new NotCheckable("The manifest contradicts itself: every part is right, the SHA-256 of the whole is not.");
        }

        return scan.HasPart.Any(has => has) || scan.Bytes == original.Bytes
            ? new DamagedOriginal()
            : manifest.Derived.FirstOrDefault(derived => derived.Bytes == scan.Bytes) is { } damaged ? new DamagedDerived(damaged) : new Unknown();
    }

    /// <summary>How sure the SHA-256 of the original is, in words.</summary>
    public static string Explain(string? source) => source switch
    {
        HashSources.Compared => "computed by the recorder, and compared by the server",
        HashSources.Computed => "computed by the server from the bytes that it received",
        _ => "claimed by the recorder, and not compared by the server",
    };
}
