using Kubrick.Playback.Live;
using Kubrick.Playback.Tickets;
using Kubrick.ServiceDefaults.Settings;
using Kubrick.Storage;
using Microsoft.Extensions.Options;

namespace Kubrick.Playback.Hls;

/// <summary>Finds media: in the live window, in the storage, and, for a stream that nobody watched on this replica so far, in its log.</summary>
internal sealed class Media(
    LiveStreams streams,
    IObjectReader objects,
    StorageKeys keys,
    MediaNames names,
    StreamTicketClient tickets,
    PlaybackMetrics metrics,
    IOptions<LiveStreamingOptions> liveStreaming)
{
    private const string Mp4 = "video/mp4";
    private const string TransportStream = "video/mp2t";

    /// <summary>The media, or why there is none.</summary>
    public async Task<IResult> FindAsync(string recordingId, string file, CancellationToken cancellationToken)
    {
        if (names.Parse(file) is not { } name)
        {
            return HlsErrors.InvalidSegment();
        }

        if (streams.Find(recordingId) is { } attached)
        {
            attached.Touch();
            return await FromStreamAsync(attached, file, name, cancellationToken);
        }

        if (await FromStorageAsync(recordingId, file, name, cancellationToken) is { } found)
        {
            return found;
        }

        if (await tickets.FindAsync(recordingId, cancellationToken) is { Refusal: { } refusal })
        {
            return refusal;
        }

        if (!liveStreaming.Value.Enabled)
        {
            return HlsErrors.NoSuchMedia();
        }

        if (!streams.HasRoomFor(recordingId))
        {
            return HlsErrors.TooManyStreams();
        }

        var (stream, attachment) = await streams.AttachAsync(recordingId, cancellationToken);
        return stream is not null
            ? await FromStreamAsync(stream, file, name, cancellationToken)
            : attachment == Attachment.Late ? HlsErrors.NothingCame() : HlsErrors.NoSuchMedia();
    }

    /// <summary>Media that players were told of, here or by another replica, is waited for; any other is there, or is not.</summary>
    private async Task<IResult> FromStreamAsync(LiveStream stream, string file, MediaName name, CancellationToken cancellationToken)
    {
        var view = stream.View;
        if (view.Find(name) is null && view.Awaits(name))
        {
            if (await stream.WaitAsync(seen => seen.Find(name) is not null || !seen.Awaits(name), cancellationToken) is not { } later)
            {
                return HlsErrors.NothingCame();
            }

            view = later;
        }

        if (view.Find(name) is { } pieces)
        {
            return Answer(new MemoryContent(pieces), Mp4, isFromMemory: true);
        }

        // A window that is behind the stream, or was begun anew, does not know.
        return await FromStorageAsync(stream.RecordingId, file, name, cancellationToken)
            ?? (view.IsBeyond(name) && (view.IsHeld || !stream.IsCurrent) ? HlsErrors.NothingCame() : HlsErrors.NoSuchMedia());
    }

    private async Task<IResult?> FromStorageAsync(string recordingId, string file, MediaName name, CancellationToken cancellationToken) =>
        name.Kind != MediaKind.Part && await objects.FindAsync(keys.Media(recordingId, file), cancellationToken) is { } found
            ? Answer(new StoredContent(objects, found), name.Kind == MediaKind.TransportSegment ? TransportStream : Mp4, isFromMemory: false)
            : null;

    private MediaResult Answer(IMediaContent content, string contentType, bool isFromMemory)
    {
        metrics.Served(isFromMemory);
        return new MediaResult(content, contentType);
    }
}
