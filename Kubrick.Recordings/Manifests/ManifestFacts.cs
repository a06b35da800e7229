using Kubrick.Manifests;
using Kubrick.Recordings.Documents;

namespace Kubrick.Recordings.Manifests;

/// <summary>What a manifest needs to know about a recording beyond the fields that everybody sees.</summary>
internal sealed record ManifestFacts
{
    public required Recording Recording { get; init; }

    /// <summary>The SHA-256 of the original as its recorder computed it; null where unknown.</summary>
    public string? ClaimedSha256 { get; init; }

    /// <summary>The SHA-256 of the original as the server computed it; null where unknown.</summary>
    public string? ComputedSha256 { get; init; }

    /// <summary>A SHA-256 that somebody claimed after the upload was complete; null for none.</summary>
    public string? LateSha256 { get; init; }

    /// <summary>The joined hashes of <see cref="Recording.PartHashes"/>; null where none are stored.</summary>
    public byte[]? PartDigests { get; init; }

    /// <summary>The size of the stored original in bytes.</summary>
    public long Bytes => Recording.StoredBytes ?? Recording.FileBytes ?? 0;

    public bool IsRecovered { get; init; }

    public double? MissingSeconds { get; init; }

    public IReadOnlyList<ManifestDerived> Derived { get; init; } = [];

    /// <summary>The facts that the document has; null while no original is stored.</summary>
    public static ManifestFacts? Of(Recording recording)
    {
        // The first system stored only the playlist of a stream, and no original.
        var hasOriginal = recording is { StorageKey: not null, FileBytes: not null } && StoredPlaylist.KeyOf(recording) != recording.StorageKey;
        if (recording.LibraryStatus is RecordingStatus.Uploading or RecordingStatus.Recording || !hasOriginal)
        {
            return null;
        }

        var isDifferent = recording.StoredSha256 is { } actual && recording.Sha256 is { } stated && actual != stated;
        return new ManifestFacts
        {
            Recording = recording,
            // Of a stream, the worker that archived it computed the only hash: it is a claim only once the archive turns out to be another.
            ClaimedSha256 = recording.PlaybackFormat == PlaybackFormat.Video || isDifferent ? recording.Sha256 : null,
            ComputedSha256 = recording.KnownSha256(),
            LateSha256 = recording.LateSha256,
            IsRecovered = recording.Recovered,
            MissingSeconds = recording.MissingSeconds,
            Derived = [.. recording.Derived.Select(Of)],
        };
    }

    private static ManifestDerived Of(DerivedObject made) => new(made.Kind, made.MimeType, made.Bytes, made.Sha256, made.ParentSha256);
}
