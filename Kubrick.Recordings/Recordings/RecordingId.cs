using System.Reflection;
using Kubrick.ServiceDefaults.Errors;
using MongoDB.Bson;

namespace Kubrick.Recordings.Recordings;

/// <summary>The id in a route; one of the wrong form is answered with 400 <c>INVALID_ID</c> before the handler runs.</summary>
internal readonly record struct RecordingId(ObjectId Value)
{
    /// <summary>Reads the route's <c>id</c>; called by the framework.</summary>
    public static ValueTask<RecordingId> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var text = context.Request.RouteValues["id"] as string ?? "";
        return ObjectId.TryParse(text, out var id)
            ? ValueTask.FromResult(new RecordingId(id))
            : throw new RequestException(ApiErrors.InvalidId(text));
    }
}
