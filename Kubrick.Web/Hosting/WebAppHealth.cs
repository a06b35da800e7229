using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.Web.Hosting;

/// <summary>Healthy when the app has been built.</summary>
internal sealed class WebAppHealth(IWebHostEnvironment environment) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(environment.WebRootFileProvider.GetFileInfo("index.html").Exists
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The web app was not built into wwwroot: build Kubrick.Web without SkipWebApp."));
}
