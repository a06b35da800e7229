using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Ending;
using Kubrick.Transcoder.Segments;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Media;

/// <summary>What all FFmpeg runs of one stream share.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Input">What is read.</param>
/// <param name="Output">Where the output goes.</param>
/// <param name="Options">The settings.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">The log.</param>
internal sealed record MediaContext(OwnedStream Stream, MediaInput Input, MediaOutput Output, TranscoderOptions Options, TimeProvider Time, ILogger Logger);

/// <summary>What is read of a stream.</summary>
/// <param name="ChunkLog">Reads the chunk log.</param>
/// <param name="Activity">Notes what was read.</param>
/// <param name="FirstPart">The deadline for the first part.</param>
internal sealed record MediaInput(ChunkLogReader ChunkLog, StreamActivity Activity, FirstPartDeadline FirstPart);

/// <summary>Where a stream's output goes.</summary>
/// <param name="PartLog">Publishes parts to viewers.</param>
/// <param name="Store">Stores segments.</param>
/// <param name="Format">How output is cut.</param>
/// <param name="Metrics">Counts parts.</param>
/// <param name="Lag">Notices when parts are late.</param>
internal sealed record MediaOutput(PartLogWriter PartLog, SegmentStore Store, SegmentFormat Format, TranscoderMetrics Metrics, StreamLag Lag);
