using System.Diagnostics.Metrics;
using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Tests.Memory;

/// <summary>Creates a memory budget without a service.</summary>
internal static class TestMemory
{
    public static IngestMemory New(long maxBytes = 1L << 30, int maxFrameBytes = 8 << 20, int maxTextBytes = 256, TimeProvider? clock = null)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var options = Options.Create(new IngestOptions { MaxBytes = maxBytes, MaxFrameBytes = maxFrameBytes, MaxTextBytes = maxTextBytes });
        return new(options, new IngestTelemetry(meters), clock ?? TimeProvider.System);
    }
}
