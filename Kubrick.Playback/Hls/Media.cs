using Kubrick.Playback.Live;
using Kubrick.Playback.Playlists;
using Kubrick.Playback.Recordings;
using Kubrick.ServiceDefaults.Settings;
using Kubrick.Storage;
using Microsoft.Extensions.Options;

namespace Kubrick.Playback.Hls;

/// <summary>Finds media: in the live window, in the storage, and, for a stream that nobody watched on this replica so far, in its log.</summary>
internal sealed class Media(LiveStreams streams, IObjectReader objects, StreamTickets tickets, PlaybackMetrics metrics, IOptions<LiveStreamingOptions> liveStreaming)
{
    private const string Mp4 = "video/mp4";
    private const string TransportStream = "video/mp2t";

    /// <summary>The media, or why there is none.</summary>
    public async Task<IResult> FindAsync(string recordingId, string file, CancellationToken cancellationToken)
    {
        if (MediaNames.Parse(file) is not { } name)
        {
            return HlsErrors.InvalidSegment();
        }

        if (streams.Find(recordingId) is { } attached)
        {
            attached.Touch();
            return await FromMemoryAsync(attached, name, cancellationToken) ?? await FromStorageAsync(recordingId, file, name, cancellationToken) ?? HlsErrors.NoSuchMedia();
        }

        if (await FromStorageAsync(recordingId, file, name, cancellationToken) is { } found)
        {
            return found;
        }

        if (await tickets.FindAsync(recordingId, cancellationToken) is { Refusal: { } refusal })
        {
            return refusal;
        }

        if (liveStreaming.Value.Enabled && !streams.HasRoomFor(recordingId))
        {
            return HlsErrors.TooManyStreams();
        }

        return liveStreaming.Value.Enabled
            && await streams.AttachAsync(recordingId, cancellationToken) is { } stream
            && await FromMemoryAsync(stream, name, cancellationToken) is { } late
                ? late
                : HlsErrors.NoSuchMedia();
    }

    private async Task<IResult?> FromMemoryAsync(LiveStream stream, MediaName name, CancellationToken cancellationToken)
    {
        var window = stream.View.Window;
        return name.Kind switch
        {
            MediaKind.Init => window.Inits.TryGetValue(name.Epoch, out var init) ? Answer([init]) : null,
            MediaKind.Segment => window.Find(name.MediaSequence) is { IsWhole: true } segment ? Answer([.. segment.Parts.Select(part => part.Bytes)]) : null,
            MediaKind.Part => await FindPartAsync(stream, name, cancellationToken),
            _ => null,
        };
    }

    /// <summary>A part that players were told of is waited for (RFC 8216bis, 6.2.6); any other is there, or is not.</summary>
    private async Task<IResult?> FindPartAsync(LiveStream stream, MediaName name, CancellationToken cancellationToken)
    {
        if (await stream.WaitAsync(window => Find(window) is not null || !IsNext(window), cancellationToken) is not { } view)
        {
            return HlsErrors.NothingCame();
        }

        return Find(view.Window) is { } part ? Answer([part.Bytes]) : null;

        LivePart? Find(LiveWindow window) =>
            window.Find(name.MediaSequence) is { } segment && name.PartIndex < segment.Parts.Length ? segment.Parts[name.PartIndex] : null;

        bool IsNext(LiveWindow window) => PlaylistWriter.NextPart(window) == (name.MediaSequence, name.PartIndex);
    }

    private MediaResult Answer(IReadOnlyList<ReadOnlyMemory<byte>> pieces) => Answer(new MemoryContent(pieces), Mp4, isFromMemory: true);

    private async Task<IResult?> FromStorageAsync(string recordingId, string file, MediaName name, CancellationToken cancellationToken) =>
        name.Kind != MediaKind.Part && await objects.FindAsync(StorageKeys.Media(recordingId, file), cancellationToken) is { } found
            ? Answer(new StoredContent(objects, found), name.Kind == MediaKind.TransportSegment ? TransportStream : Mp4, isFromMemory: false)
            : null;

    private MediaResult Answer(IMediaContent content, string contentType, bool isFromMemory)
    {
        metrics.Served(isFromMemory);
        return new MediaResult(content, contentType);
    }
}
