using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Streams;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Metadata;
using Kubrick.Recordings.Retention;
using Kubrick.ServiceDefaults;
using Kubrick.Storage;

namespace Kubrick.Recordings.Resources;

/// <summary>Converts a document to the resource that clients see, with signed URLs of the stored objects.</summary>
internal sealed class RecordingPresenter(StoragePlaces places, SignedUrls signedUrls, RetentionPolicy retention)
{
    public async ValueTask<RecordingResource> PresentAsync(Recording recording, HttpContext context, CancellationToken cancellationToken) =>
        Describe(recording, await SignAsync(recording, cancellationToken), context);

    /// <summary>The same for a page. Its URLs are signed at the same time, as far as <see cref="SignedUrls"/> allows.</summary>
    public async ValueTask<IReadOnlyList<RecordingResource>> PresentAsync(IReadOnlyList<Recording> recordings, HttpContext context, CancellationToken cancellationToken)
    {
        var urls = await Task.WhenAll(recordings.Select(recording => SignAsync(recording, cancellationToken)));
        return [.. recordings.Zip(urls, (recording, signed) => Describe(recording, signed, context))];
    }

    private RecordingResource Describe(Recording recording, RecordingUrls urls, HttpContext context)
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
            Warnings = [.. recording.Losses.Select(loss => new WarningAttributes(loss.Kind, loss.Count, new StreamLoss(loss.Kind, loss.Count).Describe()))],
            Processing = recording.Processing is { } processing ? new ProcessingAttributes(WireNames<ProcessingState>.Of(processing.State), processing.Reason) : null,
            Width = recording.Media?.Width,
            Height = recording.Media?.Height,
            Recovered = recording.Recovered,
            MissingSeconds = recording.MissingSeconds,
            PlaybackFormat = WireNames<PlaybackFormat>.Of(recording.PlaybackFormat),
            IsLiveStreaming = recording.IsLiveStreaming,
            StreamStartedAt = recording.StreamStartedAt?.UtcDateTime,
            StreamEndedAt = recording.StreamEndedAt?.UtcDateTime,
            VideoUrl = playlist ?? ForClient(urls.Video, context),
            OriginalUrl = ForClient(urls.Original, context),
            ThumbnailUrl = ForClient(urls.Thumbnail, context),
            HlsUrl = playlist,
            Mp4Url = ForClient(urls.Mp4, context),
            StoryboardUrl = recording.FindDerived(DerivedKinds.Storyboard) is null ? null : context.ForClient(Storyboard(recording)),
            WaveformUrl = ForClient(urls.Waveform, context),
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
        recording.LibraryStatus is RecordingStatus.Ready or RecordingStatus.Error && recording.FileBytes is > 0 ? recording.StorageKey : null;

    private static DownloadName Name(Recording recording) => DownloadName.Of(
        recording.RecorderName, recording.Title, recording.RecordedAt, recording.MimeType.EndsWith("/mp4", StringComparison.OrdinalIgnoreCase) ? "mp4" : "webm");

    private static string? Mp4Key(Recording recording) =>
        (recording.FindDerived(DerivedKinds.Mp4) ?? recording.Derived.LastOrDefault(made => made is { Kind: DerivedKinds.Seekable, MimeType: "video/mp4" }))?.Key;

    private static Uri Storyboard(Recording recording) => new($"{RecordingEndpoints.Path}/{recording.Id}/storyboard.vtt", UriKind.Relative);

    private static Uri? ForClient(Uri? url, HttpContext context) => url is null ? null : context.ForClient(url);

    private async Task<RecordingUrls> SignAsync(Recording recording, CancellationToken cancellationToken)
    {
        // A recording is read from where it lies; without the settings of that place it has no URLs.
        if (places.Of(recording) is not { } place)
        {
            return RecordingUrls.None;
        }

        var (video, original) = (Sign(VideoKey(recording)), Sign(OriginalKey(recording), Name(recording)));
        var thumbnail = Sign(recording.IsThumbnailMissing ? null : recording.ThumbnailKey);
        var (mp4, waveform) = (Sign(Mp4Key(recording)), Sign(recording.FindDerived(DerivedKinds.Waveform)?.Key));
        return new RecordingUrls(await video, await original, await thumbnail, await mp4, await waveform);

        Task<Uri?> Sign(string? key, DownloadName? download = null) =>
            key is null ? Task.FromResult<Uri?>(null) : signedUrls.SignAsync(place, recording, key, cancellationToken, download).AsTask();
    }
}
