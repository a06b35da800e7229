using System.Diagnostics.CodeAnalysis;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults;

/// <summary>Addresses as the client sees them.</summary>
public static class PublicOriginExtensions
{
    /// <summary>
    /// Makes a relative address absolute with the scheme and host that the client used (from <c>X-Forwarded-*</c> of a trusted proxy);
    /// an absolute one stays as it is.
    /// </summary>
    /// <exception cref="RequestException">400: the request names no host, or one that cannot stand in an address.</exception>
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
            : throw new RequestException(ApiErrors.InvalidFormat("The request's Host is missing, or no host."));
    }

    /// <summary>The scheme and host that the client used; false where its host is missing, or cannot stand in an address.</summary>
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
            // A name that only looks as if it were an international one.
            return false;
        }
    }
}
