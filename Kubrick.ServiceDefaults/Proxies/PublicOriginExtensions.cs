using System.Diagnostics.CodeAnalysis;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults;

/// <summary>URLs as the client sees them.</summary>
public static class PublicOriginExtensions
{
    /// <summary>
    /// Makes a relative URL absolute with the scheme and host that the client used (from <c>X-Forwarded-*</c> of a trusted proxy). An absolute URL is returned unchanged.
    /// </summary>
    /// <exception cref="RequestException">400: the request's host is missing or malformed.</exception>
    public static Uri Absolute(this HttpContext context, Uri address)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsAbsoluteUri)
        {
            return address;
        }

        return context.TryGetPublicOrigin(out var origin)
            ? new Uri(origin, address)
            : throw new RequestException(ApiErrors.InvalidFormat("The request's Host is missing or malformed."));
    }

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
