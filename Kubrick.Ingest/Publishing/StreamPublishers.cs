using Kubrick.Ingest.Telemetry;
using Kubrick.ServiceDefaults.Logs;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Publishing;

/// <summary>Makes publishers, one for each start.</summary>
internal sealed class StreamPublishers(
    ChunkLogs logs, BrokerLeases leases, IOptions<IngestOptions> options, IngestTelemetry telemetry, TimeProvider clock, ILogger<StreamPublisher> logger)
{
    public StreamPublisher Create(string recordingId) => new(recordingId, logs, leases, options, telemetry, clock, logger);
}
