using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Sockets;
using Kubrick.Ingest.Telemetry;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Publishing;

/// <summary>Makes publishers, one for each start.</summary>
internal sealed class StreamPublishers(
    ChunkLogRecovery recovery, IOptions<IngestOptions> options, IngestTelemetry telemetry, TimeProvider clock, ILogger<StreamPublisher> logger)
{
    /// <summary>Makes one.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="hearing">The socket of its recorder.</param>
    /// <param name="memory">What that socket holds.</param>
    public StreamPublisher Create(string recordingId, SocketHearing hearing, MemoryShare memory) => new(recordingId, hearing, memory, recovery, options, telemetry, clock, logger);
}
