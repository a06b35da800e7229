using System.Diagnostics.Metrics;

namespace Kubrick.Recordings.Resources;

/// <summary>The meter <c>Kubrick.Recordings.Signing</c>.</summary>
internal sealed class SigningMetrics
{
    private readonly Counter<long> failed;

    public SigningMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Kubrick.Recordings.Signing");
        failed = meter.CreateCounter<long>("kubrick.recordings.signing.failures", "{url}", "URLs of stored objects that could not be signed.");
    }

    public void Failed(string provider) => failed.Add(1, new KeyValuePair<string, object?>("kubrick.storage.provider", provider));
}
