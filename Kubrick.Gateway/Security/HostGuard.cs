using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Gateway.Security;

/// <summary>
/// Answers 400 when the <c>Host</c> of a request is missing or malformed: services build signed URLs from it, and would otherwise expose their internal addresses.
/// </summary>
internal static class HostGuard
{
    // Load balancers probe with HTTP/1.0, which has no Host; no URL is built from such a request.
    private static readonly PathString[] Probes = ["/health", "/alive"];

    public static void UseHostGuard(this WebApplication app) => app.Use((context, next) =>
        context.TryGetPublicOrigin(out _) || Probes.Contains(context.Request.Path)
            ? next(context)
            : ApiErrors.InvalidFormat("The request's Host is missing or malformed.").ExecuteAsync(context));
}
