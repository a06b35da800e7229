using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Telemetry;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Publishing;

/// <summary>Creates publishers, one for each start.</summary>
internal sealed class StreamPublishers(
    ChunkLogRecovery recovery, IOptions<IngestOptions> options, IngestTelemetry telemetry, TimeProvider clock, ILogger<StreamPublisher> logger)
{
    /// <summary>Creates a publisher.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="silence">For how long its recorder has been silent.</param>
    /// <param name="memory">The memory of its recorder's socket.</param>
    public StreamPublisher Create(string recordingId, Func<TimeSpan> silence, MemoryShare memory) => new(recordingId, silence, memory, recovery, options, telemetry, clock, logger);
}
