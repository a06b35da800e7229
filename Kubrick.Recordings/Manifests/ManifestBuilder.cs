using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Uploads;
using Kubrick.Manifests;
using Kubrick.Recordings.Documents;

namespace Kubrick.Recordings.Manifests;

/// <summary>States the facts of a recording. Storage keys, buckets, upload ids and addresses of clients are never among them.</summary>
internal static class ManifestBuilder
{
    public static Manifest Build(ManifestFacts facts, DateTimeOffset issuedAt)
    {
        var recording = facts.Recording;
        return new Manifest
        {
            Format = Manifest.FormatName,
            FormatVersion = Manifest.CurrentVersion,
            IssuedAt = issuedAt.UtcDateTime,
            Recording = new ManifestRecording(
                recording.Id.ToString(),
                recording.Title,
                WireNames<RecordingStatus>.Of(recording.Status),
                WireNames<PlaybackFormat>.Of(recording.PlaybackFormat),
                recording.Duration,
                recording.RecordedAt.UtcDateTime,
                recording.CreatedAt.UtcDateTime,
                recording.StreamStartedAt?.UtcDateTime,
                recording.StreamEndedAt?.UtcDateTime),
            Recorder = Recorder(recording),
            Recovery = new ManifestRecovery(facts.IsRecovered, facts.MissingSeconds),
            Original = Original(facts),
            Derived = facts.Derived,
        };
    }

    private static ManifestRecorder Recorder(Recording recording)
    {
        var session = recording.SessionInfo;
        return new ManifestRecorder
        {
            Name = recording.RecorderName,
            Timezone = session.Timezone,
            BrowserName = session.BrowserName,
            BrowserVersion = session.BrowserVersion,
            OsName = session.OsName,
            OsVersion = session.OsVersion,
            UserAgent = session.UserAgent,
            DeviceType = session.DeviceType,
        };
    }

    private static ManifestOriginal Original(ManifestFacts facts)
    {
        var (claimed, computed) = (facts.ClaimedSha256, facts.ComputedSha256);
        return new ManifestOriginal
        {
            MimeType = facts.Recording.MimeType,
            Bytes = facts.Bytes,
            Sha256 = computed ?? claimed,
            Sha256Source = (claimed, computed) switch
            {
                (null, null) => null,
                (_, null) => HashSources.Claimed,
                _ when claimed == computed => HashSources.Compared,
                _ => HashSources.Computed,
            },
            DifferingClaim = computed is null ? null : new[] { claimed, facts.LateSha256 }.FirstOrDefault(claim => claim is not null && claim != computed),
            Parts = IsDifferent(facts) ? null : Parts(facts),
        };
    }

    /// <summary>Whether another file is stored than was uploaded: then the hashes of the uploaded parts say nothing of it.</summary>
    private static bool IsDifferent(ManifestFacts facts) =>
        facts.Bytes != facts.Recording.FileBytes || (facts is { ClaimedSha256: { } claimed, ComputedSha256: { } computed } && claimed != computed);

    private static ManifestParts? Parts(ManifestFacts facts)
    {
        if (facts is not { PartDigests: { } digests, Recording.PartHashes: { } stored } || PartHashes.DigestBytes(stored.Algorithm) is not (> 0 and var size))
        {
            return null;
        }

        return new ManifestParts(stored.Algorithm, stored.Source, stored.PartBytes, [.. digests.Chunk(size).Select(Convert.ToHexStringLower)]);
    }
}
