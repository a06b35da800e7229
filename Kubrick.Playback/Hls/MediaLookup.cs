using Kubrick.Contracts.Streams;
using Kubrick.Playback.Live;
using Kubrick.Playback.Tickets;
using Kubrick.ServiceDefaults.Settings;
using Kubrick.Storage;
using Microsoft.Extensions.Options;

namespace Kubrick.Playback.Hls;

/// <summary>Finds parts, segments and initialisation sections: in the live window, in the storage, or in the log of a stream that is not attached yet.</summary>
internal sealed class MediaLookup(
    LiveStreams streams,
    IObjectReader objects,
    StoragePlaces places,
    StorageKeys keys,
    MediaNames names,
    StreamTicketCache tickets,
    PlaybackMetrics metrics,
    IOptions<LiveStreamingOptions> liveStreaming)
{
    private const string Mp4 = "video/mp4";
    private const string TransportStream = "video/mp2t";

    /// <summary>The media, or the error that says why there is none.</summary>
    public async Task<IResult> FindAsync(string recordingId, string file, CancellationToken cancellationToken)
    {
        if (names.Parse(file) is not { } name)
        {
            return HlsErrors.InvalidSegment();
        }

        if (streams.Find(recordingId) is { } attached)
        {
            attached.Touch();
            return await FindInStreamAsync(attached, file, name, cancellationToken);
        }

        if (await FindInStorageAsync(recordingId, file, name, cancellationToken) is { } stored)
        {
            return stored;
        }

        var answer = await tickets.FindAsync(recordingId, cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            return refusal;
        }

        if (answer.IsElsewhere(places.Configured.Location) && await FindElsewhereAsync(answer.Ticket!, file, name, cancellationToken) is { } elsewhere)
        {
            return elsewhere;
        }

        if (!liveStreaming.Value.Enabled)
        {
            return HlsErrors.MediaNotFound();
        }

        if (!streams.HasRoomFor(recordingId))
        {
            return HlsErrors.TooManyStreams();
        }

        return await streams.AttachAsync(recordingId, cancellationToken) switch
        {
            (LiveStream stream, _) => await FindInStreamAsync(stream, file, name, cancellationToken),
            (_, AttachResult.TimedOut) => HlsErrors.TimedOut(),
            _ => HlsErrors.MediaNotFound(),
        };
    }

    /// <summary>Waits for media that a playlist, here or on another replica, may already name.</summary>
    private async Task<IResult> FindInStreamAsync(LiveStream stream, string file, MediaName name, CancellationToken cancellationToken)
    {
        var view = stream.View;
        if (view.Find(name) is null && view.IsExpected(name))
        {
            if (await stream.WaitAsync(seen => seen.Find(name) is not null || !seen.IsExpected(name), cancellationToken) is not { } later)
            {
                return HlsErrors.TimedOut();
            }

            view = later;
        }

        if (view.Find(name) is { } pieces)
        {
            metrics.MediaServed(isFromMemory: true);
            return MediaResponse.FromMemory(pieces, Mp4);
        }

        if (await FindInStorageAsync(stream.RecordingId, file, name, cancellationToken) is { } stored)
        {
            return stored;
        }

        // A window that lags behind the stream cannot tell that the media does not exist.
        return view.IsNewer(name) && (view.IsOutdated || !stream.IsCurrent) ? HlsErrors.TimedOut() : HlsErrors.MediaNotFound();
    }

    private Task<IResult?> FindInStorageAsync(string recordingId, string file, MediaName name, CancellationToken cancellationToken) =>
        FindObjectAsync(objects, keys.Media(recordingId, file), name, cancellationToken);

    private async Task<IResult?> FindElsewhereAsync(StreamTicket ticket, string file, MediaName name, CancellationToken cancellationToken) =>
        places.Find(ticket.Provider, ticket.Bucket) is { } place
            ? await FindObjectAsync(place.Reader, ticket.PlaylistKey is { } playlist ? Beside(playlist, file) : keys.Media(ticket.RecordingId, file), name, cancellationToken)
            : null;

    private async Task<IResult?> FindObjectAsync(IObjectReader reader, string key, MediaName name, CancellationToken cancellationToken)
    {
        if (name.Kind == MediaKind.Part || await reader.FindAsync(key, cancellationToken) is not { } found)
        {
            return null;
        }

        metrics.MediaServed(isFromMemory: false);
        return MediaResponse.FromStorage(reader, found, name.Kind == MediaKind.TransportSegment ? TransportStream : Mp4);
    }

    /// <summary>The key of an object in the folder of a playlist.</summary>
    private static string Beside(string playlistKey, string file) => playlistKey[..(playlistKey.LastIndexOf('/') + 1)] + file;
}
