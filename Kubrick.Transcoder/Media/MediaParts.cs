using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Streams;
using Kubrick.Transcoder.Segments;

namespace Kubrick.Transcoder.Media;

/// <summary>What the runs of one stream share.</summary>
/// <param name="Job">The stream.</param>
/// <param name="Options">The settings.</param>
/// <param name="Rules">How output is cut.</param>
/// <param name="Chunks">Where input comes from.</param>
/// <param name="Parts">Where parts go.</param>
/// <param name="Store">Where segments go.</param>
/// <param name="Activity">Told of what is read.</param>
/// <param name="Progress">Told of complaints.</param>
/// <param name="Metrics">Told of parts.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">The log.</param>
internal sealed record MediaParts(
    TranscodeStream Job,
    TranscoderOptions Options,
    PlaylistRules Rules,
    ChunkReader Chunks,
    PartLog Parts,
    SegmentStore Store,
    StreamActivity Activity,
    StreamProgress Progress,
    TranscoderMetrics Metrics,
    TimeProvider Time,
    ILogger Logger);
