using Kubrick.Contracts.Recordings;
using Kubrick.Playback.Streams;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Playback.Viewers;

/// <summary>The routes on which viewers join, renew and leave. Not mapped where live streaming is off.</summary>
internal static class ViewerEndpoints
{
    private const string Field = "viewerId";
    private const int MaxIdLength = 100;

    public static void MapViewers(this IEndpointRouteBuilder app)
    {
        var viewer = app.MapGroup("/api/streams/{id}/viewer").WithTags("Streams").AsJsonApi();
        viewer.MapPost("/", Join);
        viewer.MapDelete("/", Leave);
    }

    private static async Task<Results<JsonHttpResult<ViewerDocumentAnswer>, ApiErrorResult>> Join(
        RouteId<RecordingId> route, JsonBody body, StreamFinder streams, ViewerStore viewers, ViewerEventPublisher events, CancellationToken cancellationToken)
    {
        if (!Read(body).Is(out var viewerId, out var refusal))
        {
            return refusal;
        }

        if (await streams.FindAsync(route.Id.Value, cancellationToken) is not { } stream)
        {
            return StreamFinder.NotFound(route.Id.Value);
        }

        if (stream.IsOver)
        {
            return ApiErrors.Conflict("The stream is over; the recording can be watched without registration.");
        }

        var isNew = await viewers.JoinAsync(route.Id.Value, viewerId, cancellationToken);
        var count = await viewers.CountAsync(route.Id.Value, cancellationToken);
        if (isNew)
        {
            events.Joined(route.Id.Value, viewerId, count);
        }

        return Answer(viewerId, count);
    }

    private static async Task<Results<JsonHttpResult<ViewerDocumentAnswer>, ApiErrorResult>> Leave(
        RouteId<RecordingId> route, JsonBody body, StreamStore streams, ViewerStore viewers, ViewerEventPublisher events, CancellationToken cancellationToken)
    {
        if (!Read(body).Is(out var viewerId, out var refusal))
        {
            return refusal;
        }

        var hasLeft = await viewers.LeaveAsync(route.Id.Value, viewerId, cancellationToken);
        if (!hasLeft && await streams.FindAsync(route.Id.Value, cancellationToken) is null)
        {
            return StreamFinder.NotFound(route.Id.Value);
        }

        var count = await viewers.CountAsync(route.Id.Value, cancellationToken);
        if (hasLeft)
        {
            events.Left(route.Id.Value, viewerId, count);
        }

        return Answer(viewerId, count);
    }

    private static Result<string> Read(JsonBody body)
    {
        var fields = body.Fields();
        if (fields.Value(Field) is null)
        {
            return ApiErrors.MissingParameter(Field);
        }

        var viewerId = fields.RequiredString(Field, MaxIdLength);
        if (viewerId is not null && viewerId.Any(char.IsControl))
        {
            fields.Add(Field, $"'{Field}' must not contain control characters.");
        }

        return viewerId is not null && fields.Errors.Count == 0 ? viewerId : fields.ToResult();
    }

    private static JsonHttpResult<ViewerDocumentAnswer> Answer(string viewerId, int count) => TypedResults.Json(
        new ViewerDocumentAnswer(new ViewerResource("viewer-registration", new ViewerAttributes(viewerId, count))), contentType: ApiErrorResult.ContentType);

    internal sealed record ViewerDocumentAnswer(ViewerResource Data);

    internal sealed record ViewerResource(string Type, ViewerAttributes Attributes);

    internal sealed record ViewerAttributes(string ViewerId, int ViewerCount);
}
