using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;
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

    /// <summary>Whether a text names an origin, in any notation; false when it is not an origin.</summary>
    internal static bool IsSame(string? origin, Uri other) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
        && Uri.Compare(uri, other, UriComponents.SchemeAndServer | UriComponents.StrongPort, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>The same origin over TLS, which counts as the site itself: an unconfigured proxy may terminate TLS and forward plain HTTP.</summary>
    private static Uri Secure(Uri own) => new UriBuilder(own) { Scheme = Uri.UriSchemeHttps, Port = own.IsDefaultPort ? -1 : own.Port }.Uri;

    private static bool IsSafe(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        && !request.Path.StartsWithSegments(Sockets);

    private static bool IsAllowed(HttpContext context, StringValues origin, IReadOnlyList<string> others) =>
        origin is [var single]
        && ((context.TryGetPublicOrigin(out var own) && (IsSame(single, own) || IsSame(single, Secure(own)))) || others.Any(other => IsSame(single, new Uri(other))));
}
