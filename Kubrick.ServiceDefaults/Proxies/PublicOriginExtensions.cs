using System.Diagnostics.CodeAnalysis;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Proxies;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults;

/// <summary>URLs as the client sees them.</summary>
public static class PublicOriginExtensions
{
    /// <summary>
    /// A URL of this site as the client of the request can use it: relative, so that it is right whatever address and proxies are in between. Only a page of another origin would resolve it
    /// against its own, and gets the scheme and host that it used (from <c>X-Forwarded-*</c> of a trusted proxy). An absolute URL is returned unchanged.
    /// </summary>
    /// <exception cref="RequestException">400: the page is of another origin, and the request's host is missing or malformed.</exception>
    public static Uri ForClient(this HttpContext context, Uri address)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsAbsoluteUri)
        {
            return address;
        }

        context.Response.Headers.VaryByOrigin();
        if (context.Request.Headers.Origin is not { Count: > 0 } page || (page is [var single] && context.IsOwnOrigin(single)))
        {
            return address;
        }

        if (!context.TryGetPublicOrigin(out var origin))
        {
            throw new RequestException(ApiErrors.InvalidFormat("The request's Host is missing or malformed."));
        }

        // Such a page can load nothing over plain HTTP, so TLS must end at a proxy.
        var isSecure = page.ToString().StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !origin.IsLoopback;
        return new Uri(isSecure ? Origins.Secure(origin) : origin, address);
    }

    /// <summary>
    /// Whether a page's origin is that of this site, as the client sees it. The same host over TLS is it, too: an unconfigured proxy may terminate TLS and forward plain HTTP.
    /// </summary>
    public static bool IsOwnOrigin(this HttpContext context, string? origin) =>
        context.TryGetPublicOrigin(out var own) && (Origins.AreSame(origin, own) || Origins.AreSame(origin, Origins.Secure(own)));

    /// <summary>The scheme and host that the client used; false when the host is missing or malformed.</summary>
    public static bool TryGetPublicOrigin(this HttpContext context, [NotNullWhen(true)] out Uri? origin)
    {
        ArgumentNullException.ThrowIfNull(context);
        origin = null;
        try
        {
            return context.Request.Host is { HasValue: true } host
                && Uri.TryCreate($"{context.Request.Scheme}://{host.ToUriComponent()}", UriKind.Absolute, out origin)
                && origin is { UserInfo: "", PathAndQuery: "/", Fragment: "" };
        }
        catch (ArgumentException)
        {
            // The host looks like an internationalized name but is not a valid one.
            return false;
        }
    }
}
