using Kubrick.Contracts.Recordings;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Deletion;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Listing;
using Kubrick.Recordings.Session;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Recordings.Resources;

/// <summary>The public routes of recordings.</summary>
internal static class RecordingEndpoints
{
    public const string Path = "/api/recordings";

    public static void MapRecordings(this IEndpointRouteBuilder app)
    {
        var recordings = app.MapGroup(Path).WithTags("Recordings");
        recordings.MapRead("/", List).AsJsonApi("filter", "page", "sort");
        recordings.MapPost("/", Create).AsJsonApi();
        recordings.MapRead("/{id}", Get).AsJsonApi();
        recordings.MapPatch("/{id}", Patch).AsJsonApi();
        recordings.MapDelete("/{id}", Delete).AsJsonApi();
    }

    private static async Task<Results<JsonHttpResult<RecordingListDocument>, ApiErrorResult>> List(
        HttpContext context, RecordingList list, RecordingPresenter presenter, CancellationToken cancellationToken)
    {
        var parameters = context.Request.Query;
        if (!RecordingQueryReader.Read(parameters).Is(out var query, out var error))
        {
            return error;
        }

        var page = await list.ReadAsync(query, cancellationToken);
        var resources = await presenter.PresentAsync(page.Recordings, context, cancellationToken);
        context.Response.Headers.CacheControl = RecordingResponse.CacheControl;
        var document = new RecordingListDocument(resources, new ListMeta(page.Total.Count, page.Total.IsLowerBound), PageLinks.Of(Path, parameters, query.Page, page.Total.Count));
        return TypedResults.Json(document, contentType: ApiErrorResult.ContentType);
    }

    private static async Task<Results<RecordingResponse, ApiErrorResult>> Create(
        JsonBody body, HttpContext context, RecordingStore store, RecordingPresenter presenter, CancellationToken cancellationToken)
    {
        var data = body.Fields().Object("data");
        if (data.Has("id"))
        {
            return ApiErrors.Forbidden("The server chooses the ids of recordings; omit 'id'.");
        }

        if (RecordingFields.RefuseType(data) is { } otherType)
        {
            return otherType;
        }

        if (NewRecording.Read(data.Object("attributes"), store.Now(), SessionEndpoints.Address(context)) is not { } recording)
        {
            return data.ToResult();
        }

        await store.InsertAsync(recording, cancellationToken);
        return await Answer(StatusCodes.Status201Created, recording, presenter, context, cancellationToken);
    }

    private static async Task<Results<RecordingResponse, ApiErrorResult>> Get(
        RouteId<RecordingId> route, HttpContext context, RecordingStore store, RecordingPresenter presenter, CancellationToken cancellationToken) =>
        await store.FindAsync(route.Id.ToObjectId(), cancellationToken) is { } recording
            ? await Answer(StatusCodes.Status200OK, recording, presenter, context, cancellationToken)
            : RecordingStore.NotFound(route.Id.ToObjectId());

    private static async Task<Results<RecordingResponse, ApiErrorResult>> Patch(
        RouteId<RecordingId> route, JsonBody body, HttpContext context, RecordingStore store, RecordingPresenter presenter, CancellationToken cancellationToken)
    {
        var data = body.Fields().Object("data");
        if (RecordingFields.RefuseType(data) is { } otherType)
        {
            return otherType;
        }

        if (data.String("id", 100) is { } named && !named.Equals(route.Id.Value, StringComparison.OrdinalIgnoreCase))
        {
            return ApiErrors.Conflict("The body names another recording than the address.", new ErrorSource(Pointer: "/data/id"));
        }

        var patch = RecordingPatch.Read(data.Object("attributes"));
        if (data.Errors.Count > 0)
        {
            return data.ToResult();
        }

        var ifMatch = context.Request.Headers.IfMatch;
        var changed = await store.ChangeAsync(
            route.Id.ToObjectId(),
            found => EntityTags.Allow(ifMatch, found.Version) ? patch.Apply(found, store.Now()) : ApiErrors.PreconditionFailed(),
            cancellationToken);
        return changed.Is(out var recording, out var error)
            ? await Answer(StatusCodes.Status200OK, recording, presenter, context, cancellationToken)
            : error;
    }

    private static async Task<Results<NoContent, ApiErrorResult>> Delete(
        RouteId<RecordingId> route, HttpContext context, RecordingDeletion deletion, CancellationToken cancellationToken)
    {
        var ifMatch = context.Request.Headers.IfMatch;
        var deleted = await deletion.DeleteAsync(
            route.Id.ToObjectId(), found => EntityTags.Allow(ifMatch, found.Version) ? null : ApiErrors.PreconditionFailed(), cancellationToken);
        return deleted.Is(out _, out var error) ? TypedResults.NoContent() : error;
    }

    private static async Task<RecordingResponse> Answer(
        int status, Recording recording, RecordingPresenter presenter, HttpContext context, CancellationToken cancellationToken) =>
        new(status, new RecordingDocument(await presenter.PresentAsync(recording, context, cancellationToken)), recording.Version);
}
