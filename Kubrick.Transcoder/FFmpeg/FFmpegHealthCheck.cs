using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>Reports the version of FFmpeg.</summary>
internal sealed class FFmpegHealthCheck(FFmpegVersion version) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(version.Text is { } text ? HealthCheckResult.Healthy(text) : HealthCheckResult.Unhealthy("FFmpeg was not found."));
}
