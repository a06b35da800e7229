using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kubrick.ServiceDefaults.Proxies;

/// <summary>What a cache must compare before it uses a response for another request.</summary>
public static class VaryExtensions
{
    /// <summary>Says that a response depends on the <c>Origin</c> of its request.</summary>
    public static void VaryByOrigin(this IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var names = headers.GetCommaSeparatedValues(HeaderNames.Vary);
        if (!names.Contains("*", StringComparer.Ordinal) && !names.Contains(HeaderNames.Origin, StringComparer.OrdinalIgnoreCase))
        {
            headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Origin);
        }
    }
}
