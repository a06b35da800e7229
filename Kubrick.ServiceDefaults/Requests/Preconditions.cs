using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kubrick.ServiceDefaults.Requests;

/// <summary>The conditions of a request (RFC 9110, 13).</summary>
public static class Preconditions
{
    /// <summary>
    /// Evaluates <c>If-Match</c>, <c>If-Unmodified-Since</c>, <c>If-None-Match</c> and <c>If-Modified-Since</c> in this order (13.2.2). A malformed list of tags permits no change, because
    /// the client asked for a check; malformed dates are ignored.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="current">What is stored at its address; null for nothing.</param>
    public static PreconditionResult Evaluate(HttpRequest request, Validators? current)
    {
        ArgumentNullException.ThrowIfNull(request);
        var headers = request.Headers;
        if (headers.IfMatch.Count > 0)
        {
            if (Matches(headers.IfMatch, current, isStrong: true) != true)
            {
                return PreconditionResult.Failed;
            }
        }
        else if (Date(headers.IfUnmodifiedSince) is { } unmodifiedSince && current is not null && current.LastModified > unmodifiedSince)
        {
            return PreconditionResult.Failed;
        }

        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (headers.IfNoneMatch.Count > 0)
        {
            return Matches(headers.IfNoneMatch, current, isStrong: false) switch
            {
                false => PreconditionResult.Proceed,
                true when isRead => PreconditionResult.NotModified,
                null when isRead => PreconditionResult.Proceed,
                _ => PreconditionResult.Failed,
            };
        }

        return isRead && Date(headers.IfModifiedSince) is { } modifiedSince && current is not null && current.LastModified <= modifiedSince
            ? PreconditionResult.NotModified
            : PreconditionResult.Proceed;
    }

    /// <summary>Whether a range may be answered with a part (13.1.5): there is no <c>If-Range</c>, or it names what is stored.</summary>
    public static bool AllowRange(HttpRequest request, Validators current)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(current);
        var header = request.Headers.IfRange;
        return header.Count == 0 || (header is [{ } single]
            && (EntityTagHeaderValue.TryParse(single, out var tag) ? IsStrongly(tag, current.Tag) : Date(header) == current.LastModified));
    }

    /// <summary>Whether one of the tags is the current one; null where they are malformed.</summary>
    private static bool? Matches(StringValues header, Validators? current, bool isStrong)
    {
        if (!EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out var tags))
        {
            return null;
        }

        return current is not null && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (isStrong ? IsStrongly(tag, current.Tag) : tag.Tag == current.Tag.Tag));
    }

    private static bool IsStrongly(EntityTagHeaderValue tag, EntityTagHeaderValue current) => !tag.IsWeak && !current.IsWeak && tag.Tag == current.Tag;

    private static DateTimeOffset? Date(StringValues header) => header is [{ } single] && HeaderUtilities.TryParseDate(single, out var date) ? date : null;
}

/// <summary>What conditions are compared with.</summary>
/// <param name="Tag">The entity tag.</param>
/// <param name="LastModified">The time of the last change, in whole seconds as HTTP shows it.</param>
public sealed record Validators(EntityTagHeaderValue Tag, DateTimeOffset LastModified)
{
    /// <summary>The validators of a version.</summary>
    /// <param name="etag">Its entity tag, without quotes.</param>
    /// <param name="changedAt">When it was stored.</param>
    public static Validators Of(string etag, DateTimeOffset changedAt) =>
        new(new EntityTagHeaderValue($"\"{etag}\""), DateTimeOffset.FromUnixTimeSeconds(changedAt.ToUnixTimeSeconds()));
}

/// <summary>What follows from the conditions of a request.</summary>
public enum PreconditionResult
{
    /// <summary>The request is executed.</summary>
    Proceed,

    /// <summary>304: the client has what is stored.</summary>
    NotModified,

    /// <summary>412: the client asked for a check, which failed.</summary>
    Failed,
}
