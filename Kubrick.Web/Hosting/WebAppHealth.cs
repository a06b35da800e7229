using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.Web.Hosting;

/// <summary>Healthy where the built app is there to be served.</summary>
internal sealed class WebAppHealth(IWebHostEnvironment environment) : IHealthCheck
{
    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(environment.WebRootFileProvider.GetFileInfo("index.html").Exists
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The web app was not built into wwwroot: build Kubrick.Web without SkipWebApp."));
}
