using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Proxies;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Kubrick.Gateway.Security;

/// <summary>
/// Answers 403 to state-changing requests and WebSockets from pages of other sites. CORS prevents such a page from reading responses, but neither from sending requests nor
/// from opening sockets. A request without <c>Origin</c> does not come from a page.
/// </summary>
internal static class OriginGuard
{
    private const string Sockets = "/ws";

    public static void UseOriginGuard(this WebApplication app)
    {
        var others = app.Services.GetRequiredService<IOptions<CrossOriginOptions>>().Value.Origins;
        app.Use((context, next) => IsSafe(context.Request) || context.Request.Headers.Origin is not { Count: > 0 } origin || IsAllowed(context, origin, others)
            ? next(context)
            : ApiErrors.Forbidden("Pages of other sites may not do this; only the site's own origin and those in FRONTEND_URL may.").ExecuteAsync(context));
    }

    private static bool IsSafe(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        && !request.Path.StartsWithSegments(Sockets);

    private static bool IsAllowed(HttpContext context, StringValues origin, IReadOnlyList<string> others) =>
        origin is [var single] && (context.IsOwnOrigin(single) || others.Any(other => Origins.AreSame(single, new Uri(other))));
}
