using System.Reflection;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Playback.Tickets;

/// <summary>The id in a route; one of the wrong form is answered with 400 <c>INVALID_ID</c> before the handler runs.</summary>
internal readonly record struct RecordingId(string Value)
{
    private const int Digits = 24;

    /// <summary>Reads the route's <c>id</c>; called by the framework.</summary>
    public static ValueTask<RecordingId> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var text = context.Request.RouteValues["id"] as string ?? "";
        return text.Length == Digits && text.All(char.IsAsciiHexDigit)
            ? ValueTask.FromResult(new RecordingId(text.ToLowerInvariant()))
            : throw new RequestException(ApiErrors.InvalidId(text));
    }
}
