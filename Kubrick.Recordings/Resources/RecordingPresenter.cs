using Kubrick.Contracts.Processing;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Metadata;
using Kubrick.Recordings.Retention;
using Kubrick.ServiceDefaults;
using Kubrick.Storage;
using MongoDB.Bson;

namespace Kubrick.Recordings.Resources;

/// <summary>Converts a document to the resource that clients see, with signed URLs of the stored objects.</summary>
internal sealed partial class RecordingPresenter(StoragePlaces places, RetentionPolicy retention, ILogger<RecordingPresenter> logger)
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
            Processing = recording.Processing is { } processing ? new ProcessingAttributes(WireNames<ProcessingState>.Of(processing.State), processing.Reason) : null,
            Width = recording.Media?.Width,
            Height = recording.Media?.Height,
            Recovered = recording.Recovered,
            MissingSeconds = recording.Recovered ? recording.MissingSeconds : null,
            PlaybackFormat = WireNames<PlaybackFormat>.Of(recording.PlaybackFormat),
            IsLiveStreaming = recording.IsLiveStreaming,
            StreamStartedAt = recording.StreamStartedAt?.UtcDateTime,
            StreamEndedAt = recording.StreamEndedAt?.UtcDateTime,
            VideoUrl = playlist ?? await SignAsync(recording, VideoKey(recording), context, cancellationToken),
            OriginalUrl = await SignAsync(recording, OriginalKey(recording), context, cancellationToken, Name(recording)),
            ThumbnailUrl = await SignAsync(recording, recording.IsThumbnailMissing ? null : recording.ThumbnailKey, context, cancellationToken),
            HlsUrl = playlist,
            Mp4Url = await SignAsync(recording, Mp4Key(recording), context, cancellationToken),
            StoryboardUrl = recording.FindDerived(DerivedKinds.Storyboard) is null ? null : context.Absolute(Storyboard(recording)),
            WaveformUrl = await SignAsync(recording, recording.FindDerived(DerivedKinds.Waveform)?.Key, context, cancellationToken),
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

    // The seekable copy is the best one to play, as soon as it exists.
    private static string? VideoKey(Recording recording) =>
        recording is { PlaybackFormat: PlaybackFormat.Video, Status: RecordingStatus.Ready }
            ? recording.FindDerived(DerivedKinds.Seekable)?.Key ?? recording.StorageKey
            : null;

    // Whatever became of them: the bytes of a failed stream, or of a file that cannot be played, may be all that is left of it.
    private static string? OriginalKey(Recording recording) =>
        (recording.StatusBeforeArchive ?? recording.Status) is RecordingStatus.Ready or RecordingStatus.Error && recording.FileBytes is > 0 ? recording.StorageKey : null;

    private static DownloadName Name(Recording recording) => DownloadName.Of(
        recording.RecorderName, recording.Title, recording.RecordedAt, recording.MimeType.EndsWith("/mp4", StringComparison.OrdinalIgnoreCase) ? "mp4" : "webm");

    private static string? Mp4Key(Recording recording) =>
        (recording.FindDerived(DerivedKinds.Mp4) ?? recording.Derived.LastOrDefault(made => made is { Kind: DerivedKinds.Seekable, MimeType: "video/mp4" }))?.Key;

    private static Uri Storyboard(Recording recording) => new($"{RecordingEndpoints.Path}/{recording.Id}/storyboard.vtt", UriKind.Relative);

    private async ValueTask<Uri?> SignAsync(Recording recording, string? key, HttpContext context, CancellationToken cancellationToken, DownloadName? download = null)
    {
        // A recording is read from where it lies; without the settings of that place it has no URLs.
        if (key is null || places.Of(recording) is not { } place)
        {
            return null;
        }

        try
        {
            // Some originals are stored with the content type of another container.
            var contentType = recording.IsMimeTypeCorrected && key == recording.StorageKey ? recording.MimeType : null;
            return context.Absolute(await place.Signer.SignReadAsync(key, lifetime: null, download, cancellationToken, contentType));
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
