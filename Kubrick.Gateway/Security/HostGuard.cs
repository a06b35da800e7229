using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Gateway.Security;

/// <summary>
/// Answers 400 to a request whose host is missing or none: services make signed URLs with it, and without one they would show their own
/// address.
/// </summary>
internal static class HostGuard
{
    public static void UseHostGuard(this WebApplication app) => app.Use((context, next) =>
        context.TryGetPublicOrigin(out _)
            ? next(context)
            : ApiErrors.InvalidFormat("The request's Host is missing, or no host.").ExecuteAsync(context));
}
