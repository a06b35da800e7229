using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Kubrick.Ingest.Telemetry;

/// <summary>Ingest's metrics and spans, under the name <c>Kubrick.Ingest</c>.</summary>
internal sealed class IngestTelemetry : IDisposable
{
    private const string Name = "Kubrick.Ingest";

    private readonly ActivitySource source = new(Name);
    private readonly Meter meter;
    private readonly UpDownCounter<int> connections;
    private readonly UpDownCounter<long> memory;
    private readonly UpDownCounter<int> waiting;
    private readonly Counter<long> frames;
    private readonly Counter<long> bytes;
    private readonly Histogram<double> confirms;

    public IngestTelemetry(IMeterFactory meters)
    {
        meter = meters.Create(Name);
        connections = meter.CreateUpDownCounter<int>("kubrick.ingest.connections", "{socket}", "Open sockets.");
        memory = meter.CreateUpDownCounter<long>("kubrick.ingest.memory", "By", "Bytes of messages that are being received, or not confirmed by the broker.");
        waiting = meter.CreateUpDownCounter<int>("kubrick.ingest.memory.waiting", "{socket}", "Sockets that are not read because they wait for memory.");
        frames = meter.CreateCounter<long>("kubrick.ingest.frames", "{frame}", "Frames received from recorders.");
        bytes = meter.CreateCounter<long>("kubrick.ingest.bytes", "By", "Bytes of media received from recorders.");
        confirms = meter.CreateHistogram(
            "kubrick.ingest.confirm.duration",
            "s",
            "From the socket to the broker's confirm.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60] });
    }

    public void Connected() => connections.Add(1);

    public void Disconnected() => connections.Add(-1);

    public void MemoryChanged(long bytes) => memory.Add(bytes);

    public void WaitingForMemory(int change) => waiting.Add(change);

    public void FrameTaken(int length)
    {
        frames.Add(1);
        bytes.Add(length);
    }

    public void Confirmed(TimeSpan elapsed) => confirms.Record(elapsed.TotalSeconds);

    /// <summary>Starts a span of an operation on a recording.</summary>
    public Activity? Start(string operation, string recordingId) =>
        source.StartActivity(operation)?.SetTag("kubrick.recording.id", recordingId);

    public void Dispose()
    {
        source.Dispose();
        meter.Dispose();
    }
}
