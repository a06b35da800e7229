using Kubrick.Storage;

namespace Kubrick.Recordings.Documents;

/// <summary>The stored objects of a recording.</summary>
/// <param name="Keys">The keys of single objects; not all of them may exist.</param>
/// <param name="Prefixes">The prefixes that only objects of this recording have.</param>
internal sealed record OwnObjects(IReadOnlyList<string> Keys, IReadOnlyList<string> Prefixes)
{
    /// <summary>The keys beside the video's, where a file may have arrived that was never accepted.</summary>
    public IReadOnlyList<string> Arrivals { get; private init; } = [];

    /// <summary>The video (under every extension that an upload may have had), the thumbnail, the stream and the previews.</summary>
    public static OwnObjects Of(Recording recording, StorageKeys keys)
    {
        var id = recording.Id.ToString();
        // Without a sequence number it may have been stored under other key patterns.
        var videos = recording.StorageSequence is { } sequence ? MediaTypes.All.Select(type => keys.Video(id, recording.CreatedAt, sequence, type)) : [];
        string?[] named = [recording.StorageKey, .. recording.Earlier.Select(kept => kept.Key), .. videos, recording.ThumbnailKey ?? keys.Thumbnail(id), .. recording.Derived.Select(made => made.Key)];
        string?[] prefixes = [StoredPlaylist.OwnFolder(recording), keys.StreamPrefix(id), keys.PreviewPrefix(id)];
        string?[] arrivals = [recording.StorageKey, .. videos];
        return new OwnObjects(
            [.. named.OfType<string>().Distinct().Where(StorageKeys.IsKey)],
            [.. prefixes.OfType<string>().Distinct().Where(prefix => StorageKeys.IsKey(prefix[..^1]))])
        {
            Arrivals = [.. arrivals.OfType<string>().Distinct().Select(StagedFiles.KeyOf).Where(StorageKeys.IsKey)],
        };
    }
}
