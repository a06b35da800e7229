using Kubrick.Storage;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Packaging;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Segments;

/// <summary>The settings of segments and of the playlist that lists them: container, durations, names.</summary>
internal sealed class SegmentFormat(IOptions<TranscoderOptions> options, StorageKeys keys, MediaNames names)
{
    private PackagerOptions? packager;

    /// <summary>Whether segments are MPEG-TS.</summary>
    public bool IsTransportStream => Options.Container == OutputContainer.MpegTs;

    /// <summary>A segment's content type.</summary>
    public string SegmentContentType => IsTransportStream ? "video/mp2t" : "video/mp4";

    /// <summary>The upper bound of part durations, in µs.</summary>
    public long PartTargetUs => Packager.Parts.TargetUs;

    /// <summary>How many bytes of one stream may wait for the storage.</summary>
    public long MaxBufferedBytes => Options.StorageBufferBytes;

    // Read on first use: a wrong setting is reported when the host starts, not when this is constructed.
    private TranscoderOptions Options => options.Value;

    private PackagerOptions Packager => packager ??= PackagerOptions.For(Options.EffectiveSegmentDuration, FFmpegPlan.TimeOffset) with
    {
        Parts = new PartRules(Options.PartDuration),
    };

    /// <summary>Writes the playlist of segments.</summary>
    public string WritePlaylist(IReadOnlyList<PlaylistSegment> segments, PlaylistKind kind) =>
        MediaPlaylist.Write(segments, new PlaylistOptions(kind, Packager.TargetDurationSeconds, Options.Window, IsTransportStream), names);

    /// <summary>The key of a stream's playlist.</summary>
    public string PlaylistKey(string recordingId) => keys.Playlist(recordingId);

    /// <summary>The key of an initialisation section.</summary>
    public string InitKey(string recordingId, int initNumber) => keys.Media(recordingId, names.Init(initNumber));

    /// <summary>The key of a segment.</summary>
    public string SegmentKey(string recordingId, long mediaSequence) =>
        keys.Media(recordingId, IsTransportStream ? names.TransportSegment(mediaSequence) : names.Segment(mediaSequence));

    /// <summary>Creates the packager of a run's output.</summary>
    public IPackager CreatePackager(PackagerStart start) => IsTransportStream ? new TransportPackager(Packager, start) : new SegmentPackager(Packager, start);
}
