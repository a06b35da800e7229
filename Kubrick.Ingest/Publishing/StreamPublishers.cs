using Kubrick.Ingest.Telemetry;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Publishing;

/// <summary>Makes publishers, one for each start.</summary>
internal sealed class StreamPublishers(
    ChunkLogRecovery recovery, IOptions<IngestOptions> options, IngestTelemetry telemetry, TimeProvider clock, ILogger<StreamPublisher> logger)
{
    public StreamPublisher Create(string recordingId) => new(recordingId, recovery, options, telemetry, clock, logger);
}
