using Kubrick.Storage;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Segments;

/// <summary>What the settings say about segments and the playlist that lists them.</summary>
internal sealed class PlaylistRules(TranscoderOptions options)
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

    /// <summary>How the playlist is written.</summary>
    public PlaylistOptions Options(PlaylistKind kind) => new(kind, Packager.TargetDurationSeconds, options.Window, IsTransport);

    /// <summary>A segment's name.</summary>
    public string SegmentName(long mediaSequence) => IsTransport ? MediaNames.TransportSegment(mediaSequence) : MediaNames.Segment(mediaSequence);

    /// <summary>Cuts FFmpeg's output from a place on.</summary>
    public IPackager CreatePackager(PackagerStart start) => IsTransport ? new TransportPackager(Packager, start) : new SegmentPackager(Packager, start);
}
