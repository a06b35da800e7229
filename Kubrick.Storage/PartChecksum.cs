namespace Kubrick.Storage;

/// <summary>The checksums of one part, as its sender computed them. Providers compare what they can; see <see cref="IResumableUploads"/>.</summary>
/// <param name="Sha256">The SHA-256 in lower-case hex; null if unknown.</param>
/// <param name="Md5">The MD5 in lower-case hex; null if unknown.</param>
public sealed record PartChecksum(string? Sha256, string? Md5);
