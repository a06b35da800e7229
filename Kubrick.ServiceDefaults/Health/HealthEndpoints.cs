using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.ServiceDefaults.Health;

/// <summary><c>/health</c> is readiness: whether the service can do its work. <c>/alive</c> is liveness: whether the process should keep running.</summary>
internal static class HealthEndpoints
{
    private const string LiveTag = "live";

    public static void AddDefaultHealthChecks(this WebApplicationBuilder builder) =>
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);

    public static void MapHealth(this WebApplication app)
    {
        var read = new HttpMethodMetadata(ReadRouteExtensions.GetAndHead);
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous().WithMetadata(read);
        app.MapHealthChecks("/alive", new HealthCheckOptions { ResponseWriter = WriteAsync, Predicate = check => check.Tags.Contains(LiveTag) })
            .AllowAnonymous().WithMetadata(read);
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        var dependencies = report.Entries.ToDictionary(
            entry => entry.Key,
            // A check's exception may contain internal addresses; its description is safe to show.
            entry => new DependencyHealth(Word(entry.Value.Status), Math.Round(entry.Value.Duration.TotalMilliseconds, 1), Sentence(entry.Value)));
        return context.Response.WriteAsJsonAsync(new HealthDocument(Word(report.Status), clock.GetUtcNow(), dependencies), context.RequestAborted);
    }

    private static string? Sentence(HealthReportEntry entry) => entry.Exception is null ? entry.Description : "Not reachable.";

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
