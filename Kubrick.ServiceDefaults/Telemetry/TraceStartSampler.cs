using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Kubrick.ServiceDefaults.Telemetry;

/// <summary>
/// Decides whether a span may start a trace. A client call (database, storage, HTTP) outside any trace is a poll, a sweep or a probe of the service itself; it is
/// dropped, so the list of traces shows requests, messages and <see cref="BackgroundWork"/>.
/// </summary>
internal sealed class TraceStartSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Kind == ActivityKind.Client ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
}
