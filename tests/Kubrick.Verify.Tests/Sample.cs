using System.Security.Cryptography;
using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Uploads;
using Kubrick.Manifests;

namespace Kubrick.Verify.Tests;

internal static class Sample
{
    public const int PartBytes = 1000;

    public static readonly DateTime Noon = new(2026, 3, 4, 12, 0, 0, DateTimeKind.Utc);

    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>The manifest of a file.</summary>
    public static Manifest ManifestOf(byte[] original, int partBytes = PartBytes, string algorithm = PartHashes.Sha256, string title = "Talk") => new()
    {
        Format = Manifest.FormatName,
        FormatVersion = Manifest.CurrentVersion,
        IssuedAt = Noon,
        Recording = new ManifestRecording("507f1f77bcf86cd799439011", title, "ready", "video", 1.5, Noon, Noon, null, null),
        Recorder = new ManifestRecorder
        {
            Name = "Ada",
            Timezone = null,
            BrowserName = null,
            BrowserVersion = null,
            OsName = null,
            OsVersion = null,
            UserAgent = null,
            DeviceType = "desktop",
        },
        Recovery = new ManifestRecovery(IsRecovered: false, MissingSeconds: null),
        Original = new ManifestOriginal
        {
            MimeType = "video/webm",
            Bytes = original.Length,
            Sha256 = Sha256(original),
            Sha256Source = HashSources.Compared,
            DifferingClaim = null,
            Parts = new ManifestParts(algorithm, HashSources.Computed, partBytes, [.. original.Chunk(partBytes).Select(part => HashOf(part, algorithm))]),
        },
        Derived = [],
    };

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string HashOf(byte[] part, string algorithm) =>
        Convert.ToHexStringLower(CryptographicOperations.HashData(algorithm == PartHashes.Md5 ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256, part));
}
