using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Gateway.Security;

/// <summary>
/// Answers 400 to a request whose host is missing or none: services make signed URLs with it, and without one they would show their own
/// address.
/// </summary>
internal static class HostGuard
{
    // Load balancers probe in HTTP/1.0, which has no Host; no address is made from such a request.
    private static readonly PathString[] Probes = ["/health", "/alive"];

    public static void UseHostGuard(this WebApplication app) => app.Use((context, next) =>
        context.TryGetPublicOrigin(out _) || Probes.Contains(context.Request.Path)
            ? next(context)
            : ApiErrors.InvalidFormat("The request's Host is missing, or no host.").ExecuteAsync(context));
}
