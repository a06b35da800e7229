using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Metadata;
using Kubrick.ServiceDefaults;
using Kubrick.Storage;

namespace Kubrick.Recordings.Resources;

/// <summary>Converts a document to the resource that clients see, with signed URLs of the stored objects.</summary>
internal sealed class RecordingPresenter(IUrlSigner signer, StorageLocation location)
{
    public async ValueTask<RecordingResource> PresentAsync(Recording recording, HttpContext context, CancellationToken cancellationToken)
    {
        var playlist = Playlist(recording);
        var attributes = new RecordingAttributes
        {
            Title = recording.Title,
            Description = recording.Description,
            RecorderName = recording.RecorderName,
            Metadata = new MetadataMap(recording.Metadata),
            StorageProvider = recording.StorageProvider,
            Duration = recording.Duration,
            FileBytes = recording.FileBytes,
            MimeType = recording.MimeType,
            Quality = recording.Quality,
            SessionInfo = recording.SessionInfo,
            Status = WireNames<RecordingStatus>.Of(recording.Status),
            ErrorReason = recording.Status == RecordingStatus.Error ? recording.ErrorReason : null,
            PlaybackFormat = WireNames<PlaybackFormat>.Of(recording.PlaybackFormat),
            IsLiveStreaming = recording.IsLiveStreaming,
            StreamStartedAt = recording.StreamStartedAt?.UtcDateTime,
            StreamEndedAt = recording.StreamEndedAt?.UtcDateTime,
            VideoUrl = playlist ?? await SignAsync(recording, VideoKey(recording), context, cancellationToken),
            ThumbnailUrl = await SignAsync(recording, recording.IsThumbnailMissing ? null : recording.ThumbnailKey, context, cancellationToken),
            HlsUrl = playlist,
            RecordedAt = recording.RecordedAt.UtcDateTime,
            CreatedAt = recording.CreatedAt.UtcDateTime,
            UpdatedAt = recording.UpdatedAt.UtcDateTime,
        };
        return new RecordingResource(RecordingFields.ResourceType, recording.Id.ToString(), attributes);
    }

    // Relative, as in the contract: players resolve the segments against it.
    private static Uri? Playlist(Recording recording) =>
        recording is { PlaybackFormat: PlaybackFormat.Hls, Status: RecordingStatus.Recording or RecordingStatus.Ready }
            ? new Uri($"/api/streams/{recording.Id}/hls/manifest.m3u8", UriKind.Relative)
            : null;

    private static string? VideoKey(Recording recording) =>
        recording is { PlaybackFormat: PlaybackFormat.Video, Status: RecordingStatus.Ready, FileBytes: not null } ? recording.StorageKey : null;

    private async ValueTask<Uri?> SignAsync(Recording recording, string? key, HttpContext context, CancellationToken cancellationToken)
    {
        // Objects of another provider or bucket cannot be signed with this one's key.
        var isHere = recording.StorageProvider == location.Provider && recording.StorageBucket == location.Bucket;
        return key is null || !isHere ? null : context.Absolute(await signer.SignReadAsync(key, lifetime: null, cancellationToken));
    }
}
