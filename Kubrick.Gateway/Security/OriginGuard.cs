using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Kubrick.Gateway.Security;

/// <summary>
/// Answers 403 to what a page of another site has a browser do here: CORS only keeps such a page from reading answers, not from sending what changes something, nor from
/// opening sockets. Who sends no <c>Origin</c> is no page.
/// </summary>
internal static class OriginGuard
{
    private const string Sockets = "/ws";

    public static void UseOriginGuard(this WebApplication app)
    {
        var others = app.Services.GetRequiredService<IOptions<CrossOriginOptions>>().Value.Origins;
        app.Use((context, next) => IsSafe(context.Request) || context.Request.Headers.Origin is not { Count: > 0 } origin || IsAllowed(context, origin, others)
            ? next(context)
            : ApiErrors.Forbidden("A page of another site may not do this; the site's own address, and those that FRONTEND_URL names, may.").ExecuteAsync(context));
    }

    /// <summary>Whether two texts name the same origin, however they are written; what names none is the same as nothing.</summary>
    internal static bool IsSame(string? origin, Uri other) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
        && Uri.Compare(uri, other, UriComponents.SchemeAndServer | UriComponents.StrongPort, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>A proxy that ends TLS, and of which nothing is known here, makes <c>http</c> of it; the same host over TLS is no other site.</summary>
    private static Uri Secure(Uri own) => new UriBuilder(own) { Scheme = Uri.UriSchemeHttps, Port = own.IsDefaultPort ? -1 : own.Port }.Uri;

    private static bool IsSafe(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        && !request.Path.StartsWithSegments(Sockets);

    private static bool IsAllowed(HttpContext context, StringValues origin, IReadOnlyList<string> others) =>
        origin is [var single]
        && ((context.TryGetPublicOrigin(out var own) && (IsSame(single, own) || IsSame(single, Secure(own)))) || others.Any(other => IsSame(single, new Uri(other))));
}
