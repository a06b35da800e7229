using Kubrick.Storage;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Segments;

/// <summary>What the settings say about segments and the playlist that lists them.</summary>
internal sealed class PlaylistRules(TranscoderOptions options, StorageKeys keys, MediaNames names)
{
    /// <summary>Whether segments are MPEG-TS.</summary>
    public bool IsTransport => options.Container == OutputContainer.MpegTs;

    /// <summary>A segment's content type.</summary>
    public string SegmentType => IsTransport ? "video/mp2t" : "video/mp4";

    /// <summary>How FFmpeg's output is cut.</summary>
    public PackagerOptions Packager { get; } = PackagerOptions.For(options.EffectiveSegmentDuration, FFmpegPlan.TimeOffset) with
    {
        Parts = new PartRules(options.PartDuration),
    };

    /// <summary>Writes the playlist of some segments.</summary>
    public string Playlist(IReadOnlyList<PlaylistSegment> segments, PlaylistKind kind) =>
        MediaPlaylist.Write(segments, new PlaylistOptions(kind, Packager.TargetDurationSeconds, options.Window, IsTransport), names);

    /// <summary>Where a stream's playlist is stored.</summary>
    public string PlaylistKey(string recordingId) => keys.Playlist(recordingId);

    /// <summary>Where an initialisation section is stored.</summary>
    public string InitKey(string recordingId, int epoch) => keys.Media(recordingId, names.Init(epoch));

    /// <summary>Where a segment is stored.</summary>
    public string SegmentKey(string recordingId, long mediaSequence) =>
        keys.Media(recordingId, IsTransport ? names.TransportSegment(mediaSequence) : names.Segment(mediaSequence));

    /// <summary>Cuts FFmpeg's output from a place on.</summary>
    public IPackager CreatePackager(PackagerStart start) => IsTransport ? new TransportPackager(Packager, start) : new SegmentPackager(Packager, start);
}
