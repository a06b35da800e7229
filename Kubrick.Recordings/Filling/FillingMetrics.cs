using System.Diagnostics.Metrics;

namespace Kubrick.Recordings.Filling;

/// <summary>The meter <c>Kubrick.Recordings.Filling</c>.</summary>
internal sealed class FillingMetrics
{
    private readonly Counter<long> filled;
    private readonly Counter<long> failed;

    public FillingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Kubrick.Recordings.Filling");
        filled = meter.CreateCounter<long>("kubrick.recordings.filled", "{document}", "Stored documents that were filled in.");
        failed = meter.CreateCounter<long>("kubrick.recordings.fill.failures", "{document}", "Stored documents that could not be filled in.");
    }

    public void Filled(long documents) => filled.Add(documents);

    public void Failed() => failed.Add(1);
}
