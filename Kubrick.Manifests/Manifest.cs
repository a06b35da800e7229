namespace Kubrick.Manifests;

/// <summary>
/// What an installation states about one recording: who recorded it, when, and the hashes of its stored files. It is the payload of a <see cref="Signing.SignedManifest"/>;
/// <c>docs/integrity.md</c> explains the fields. All times are UTC. Null means unknown.
/// </summary>
public sealed record Manifest
{
    /// <summary>The value of <see cref="Format"/>.</summary>
    public const string FormatName = "kubrick-manifest";

    /// <summary>The value of <see cref="FormatVersion"/>. A higher one changes the meaning of a field; new fields do not.</summary>
    public const int CurrentVersion = 1;

    /// <summary><see cref="FormatName"/>.</summary>
    public required string Format { get; init; }

    /// <summary><see cref="CurrentVersion"/>.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>When it was signed.</summary>
    public required DateTime IssuedAt { get; init; }

    /// <summary>The recording.</summary>
    public required ManifestRecording Recording { get; init; }

    /// <summary>Who recorded it, and with what.</summary>
    public required ManifestRecorder Recorder { get; init; }

    /// <summary>What the server recovered.</summary>
    public required ManifestRecovery Recovery { get; init; }

    /// <summary>The bytes as the recorder made them.</summary>
    public required ManifestOriginal Original { get; init; }

    /// <summary>The files that the server made from other files.</summary>
    public required IReadOnlyList<ManifestDerived> Derived { get; init; }
}

/// <summary>The recording that a manifest is about.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="Title">The title when the manifest was signed.</param>
/// <param name="Status">The status then.</param>
/// <param name="PlaybackFormat"><c>video</c> for an uploaded file, <c>hls</c> for a live stream.</param>
/// <param name="Duration">Seconds.</param>
/// <param name="RecordedAt">The start of the recording, by the recorder's clock.</param>
/// <param name="CreatedAt">When the server created the recording.</param>
/// <param name="StreamStartedAt">When a live stream started.</param>
/// <param name="StreamEndedAt">When it ended.</param>
public sealed record ManifestRecording(
    string Id,
    string Title,
    string Status,
    string PlaybackFormat,
    double? Duration,
    DateTime RecordedAt,
    DateTime CreatedAt,
    DateTime? StreamStartedAt,
    DateTime? StreamEndedAt);

/// <summary>Who recorded, as the recorder stated it. The address of the recorder is never included.</summary>
public sealed record ManifestRecorder
{
    /// <summary>The name that was given for the recorder.</summary>
    public required string Name { get; init; }

    /// <summary>IANA name of the time zone.</summary>
    public required string? Timezone { get; init; }

    /// <summary>The browser's name.</summary>
    public required string? BrowserName { get; init; }

    /// <summary>The browser's version.</summary>
    public required string? BrowserVersion { get; init; }

    /// <summary>The operating system's name.</summary>
    public required string? OsName { get; init; }

    /// <summary>The operating system's version.</summary>
    public required string? OsVersion { get; init; }

    /// <summary>The browser's <c>User-Agent</c>.</summary>
    public required string? UserAgent { get; init; }

    /// <summary><c>desktop</c>, <c>tablet</c>, <c>mobile</c> or <c>unknown</c>.</summary>
    public required string DeviceType { get; init; }
}

/// <summary>Whether the recording is whole.</summary>
/// <param name="IsRecovered">Whether the server completed it because its recorder did not return.</param>
/// <param name="MissingSeconds">The seconds that did not arrive, at least: what was recorded after the recorder's last report is not known. Null where unknown.</param>
public sealed record ManifestRecovery(bool IsRecovered, double? MissingSeconds);

/// <summary>The original file.</summary>
public sealed record ManifestOriginal
{
    /// <summary>Its content type.</summary>
    public required string MimeType { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Its SHA-256, 64 lower-case hexadecimal digits.</summary>
    public required string? Sha256 { get; init; }

    /// <summary>One of <see cref="Contracts.Recordings.HashSources"/>; null without <see cref="Sha256"/>.</summary>
    public required string? Sha256Source { get; init; }

    /// <summary>A SHA-256 that was claimed for it, where the stored file has another one; else null.</summary>
    public required string? DifferingClaim { get; init; }

    /// <summary>The hashes of its parts.</summary>
    public required ManifestParts? Parts { get; init; }
}

/// <summary>The hashes of consecutive parts of a file, in order.</summary>
/// <param name="Algorithm"><c>sha256</c> or <c>md5</c>.</param>
/// <param name="Source">One of <see cref="Contracts.Recordings.HashSources"/>.</param>
/// <param name="PartBytes">The size of every part except the last, in bytes.</param>
/// <param name="Hashes">One for each part, in lower-case hexadecimal digits.</param>
public sealed record ManifestParts(string Algorithm, string Source, long PartBytes, IReadOnlyList<string> Hashes);

/// <summary>A file that the server made from another one.</summary>
/// <param name="Kind">What it is, for example <c>seekable</c> or <c>thumbnail</c>.</param>
/// <param name="MimeType">Its content type.</param>
/// <param name="Bytes">Its size in bytes.</param>
/// <param name="Sha256">Its SHA-256, computed by the server.</param>
/// <param name="ParentSha256">The SHA-256 of the file that it was made from.</param>
public sealed record ManifestDerived(string Kind, string MimeType, long Bytes, string Sha256, string? ParentSha256);
