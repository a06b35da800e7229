using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kubrick.Recordings.Resources;

/// <summary>A recording's version as an entity tag (RFC 9110, clause 8.8.3).</summary>
internal static class EntityTags
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>
    /// Whether <c>If-Match</c> allows a change of this version (RFC 9110, clause 13.1.1): it is absent, <c>*</c>, or contains the strong tag. A malformed header
    /// allows nothing, because the client asked for a check.
    /// </summary>
    public static bool Allow(StringValues ifMatch, long version)
    {
        if (StringValues.IsNullOrEmpty(ifMatch))
        {
            return true;
        }

        return EntityTagHeaderValue.TryParseStrictList([.. ifMatch.OfType<string>()], out var tags)
            && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && tag.Tag == Of(version)));
    }
}
