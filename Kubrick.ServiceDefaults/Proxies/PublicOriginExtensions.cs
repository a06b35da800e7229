using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults;

/// <summary>Addresses as the client sees them.</summary>
public static class PublicOriginExtensions
{
    /// <summary>
    /// Makes a relative address absolute with the scheme and host that the client used (from <c>X-Forwarded-*</c> of a trusted proxy);
    /// an absolute one stays as it is.
    /// </summary>
    public static Uri Absolute(this HttpContext context, Uri address)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(address);
        return address.IsAbsoluteUri
            ? address
            : new Uri(new Uri($"{context.Request.Scheme}://{context.Request.Host.ToUriComponent()}"), address);
    }
}
