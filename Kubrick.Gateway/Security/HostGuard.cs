using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Primitives;

namespace Kubrick.Gateway.Security;

/// <summary>
/// Answers 400 when the <c>Host</c> of a request is missing or malformed: for pages of other origins services build URLs from it, and would otherwise expose their internal addresses.
/// So it does for hosts that the setting <c>AllowedHosts</c> does not name; the framework's own check would answer with a page of HTML.
/// </summary>
internal static class HostGuard
{
    private const string Setting = "AllowedHosts";

    // Load balancers probe with HTTP/1.0, which has no Host; no URL is built from such a request.
    private static readonly PathString[] Probes = ["/health", "/alive"];

    public static void AddHostGuard(this WebApplicationBuilder builder) =>
        builder.Services.Configure<HostFilteringOptions>(filtering => filtering.AllowedHosts = ["*"]);

    public static void UseHostGuard(this WebApplication app)
    {
        var allowed = Read(app.Configuration[Setting]);
        app.Use((context, next) => FaultOf(context, allowed) is { } fault ? ApiErrors.InvalidFormat(fault).ExecuteAsync(context) : next(context));
    }

    private static string? FaultOf(HttpContext context, StringSegment[] allowed)
    {
        if (!context.TryGetPublicOrigin(out _) && !Probes.Contains(context.Request.Path))
        {
            return "The request's Host is missing or malformed.";
        }

        var host = context.Request.Host;
        return allowed.Length == 0 || !host.HasValue || HostString.MatchesAny(host.Host, allowed) ? null : "The request's Host is not one of this server.";
    }

    private static StringSegment[] Read(string? setting) => setting is null
        ? []
        : [.. setting.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(host => new StringSegment(new HostString(host).ToUriComponent()))];
}
