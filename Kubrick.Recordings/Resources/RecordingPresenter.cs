using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Metadata;
using Kubrick.Recordings.Retention;
using Kubrick.ServiceDefaults;
using Kubrick.Storage;
using MongoDB.Bson;

namespace Kubrick.Recordings.Resources;

/// <summary>Converts a document to the resource that clients see, with signed URLs of the stored objects.</summary>
internal sealed partial class RecordingPresenter(IUrlSigner signer, StorageLocation location, RetentionPolicy retention, ILogger<RecordingPresenter> logger)
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
            PauseCount = recording.PauseCount,
            PauseDurationTotal = recording.PauseDurationTotal,
            PauseEvents = [.. recording.PauseEvents.Select(pause => new PauseAttributes(pause.PausedAt?.UtcDateTime, pause.ResumedAt?.UtcDateTime, pause.Duration))],
            FileBytes = recording.FileBytes,
            MimeType = recording.MimeType,
            Sha256 = recording.Sha256Verified ? recording.Sha256 : null,
            Sha256Verified = recording.Sha256Verified,
            Quality = recording.Quality,
            SessionInfo = recording.SessionInfo,
            Status = WireNames<RecordingStatus>.Of(recording.Status),
            StoredStatus = recording.StoredStatus,
            ErrorReason = recording.Status == RecordingStatus.Error ? recording.ErrorReason : null,
            ReadError = recording.Defects.Count == 0 ? null : $"Fields that cannot be read: {string.Join(", ", recording.Defects)}.",
            PlaybackFormat = WireNames<PlaybackFormat>.Of(recording.PlaybackFormat),
            IsLiveStreaming = recording.IsLiveStreaming,
            StreamStartedAt = recording.StreamStartedAt?.UtcDateTime,
            StreamEndedAt = recording.StreamEndedAt?.UtcDateTime,
            VideoUrl = playlist ?? await SignAsync(recording, VideoKey(recording), context, cancellationToken),
            ThumbnailUrl = await SignAsync(recording, recording.IsThumbnailMissing ? null : recording.ThumbnailKey, context, cancellationToken),
            HlsUrl = playlist,
            ExpiresAt = retention.ExpiryOf(recording)?.UtcDateTime,
            LegalHold = recording.LegalHold,
            RecordedAt = recording.RecordedAt.UtcDateTime,
            CreatedAt = recording.CreatedAt.UtcDateTime,
            UpdatedAt = recording.UpdatedAt.UtcDateTime,
        };
        return new RecordingResource(RecordingFields.ResourceType, recording.Id.ToString(), attributes);
    }

    // Relative, as in the contract: players resolve the segments against it.
    private static Uri? Playlist(Recording recording) =>
        recording is { PlaybackFormat: PlaybackFormat.Hls } && IsPlayable(recording)
            ? new Uri($"/api/streams/{recording.Id}/hls/manifest.m3u8", UriKind.Relative)
            : null;

    // A stream of the first system that is being processed has a playlist already.
    private static bool IsPlayable(Recording recording) =>
        recording.Status is RecordingStatus.Recording or RecordingStatus.Ready
        || (recording.Status is RecordingStatus.Processing && StoredPlaylist.KeyOf(recording) is not null);

    private static string? VideoKey(Recording recording) =>
        recording is { PlaybackFormat: PlaybackFormat.Video, Status: RecordingStatus.Ready } ? recording.StorageKey : null;

    private async ValueTask<Uri?> SignAsync(Recording recording, string? key, HttpContext context, CancellationToken cancellationToken)
    {
        // Objects of another provider or bucket cannot be signed with this one's key.
        if (key is null || !recording.IsAt(location))
        {
            return null;
        }

        try
        {
            return context.Absolute(await signer.SignReadAsync(key, lifetime: null, cancellationToken));
        }
        catch (ArgumentException)
        {
            // No object has a key that breaks the grammar.
            LogInvalidKey(recording.Id);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Stored key invalid: recording {RecordingId}")]
    private partial void LogInvalidKey(ObjectId recordingId);
}
