using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Recordings;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Resources;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Recordings.Processing;

/// <summary>The public routes about processing, and the internal one for the workers (<see cref="ProcessingRoutes"/>), to which the gateway has no route.</summary>
internal static class ProcessingEndpoints
{
    public static void MapProcessing(this IEndpointRouteBuilder app)
    {
        var recording = app.MapGroup($"{RecordingEndpoints.Path}/{{id}}").WithTags("Processing");
        recording.MapPost("/process", Process).AsJsonApi();
        recording.MapRead($"/{StoryboardTrack.FileName}", Storyboard);
        app.MapPost(ProcessingRoutes.Pattern, Claim).WithTags("Processing");
    }

    private static async Task<Results<RecordingResponse, ApiErrorResult>> Process(
        RouteId<RecordingId> route, HttpContext context, RecordingStore store, RecordingPresenter presenter, CancellationToken cancellationToken)
    {
        var wanted = context.Request.Query["mp4"];
        var mp4 = false;
        if (wanted.Count > 0 && !bool.TryParse(wanted.ToString(), out mp4))
        {
            return ApiErrors.InvalidFormat("'mp4' must be true or false, once.", new ErrorSource(Parameter: "mp4"));
        }

        var changed = await store.ChangeAsync(route.Id.ToObjectId(), recording => ProcessingDecisions.Request(recording, mp4, store.Now()), cancellationToken);
        return changed.Is(out var recording, out var error)
            ? new RecordingResponse(
                StatusCodes.Status202Accepted, new RecordingDocument(await presenter.PresentAsync(recording, context, cancellationToken)), recording.Version)
            : error;
    }

    private static async Task<Results<ContentHttpResult, ApiErrorResult>> Storyboard(
        RouteId<RecordingId> route, HttpContext context, RecordingStore store, StoryboardTrack track, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(route.Id.ToObjectId(), cancellationToken) is not { } recording)
        {
            return RecordingStore.NotFound(route.Id.ToObjectId());
        }

        if (await track.ReadAsync(recording, context, cancellationToken) is not { } text)
        {
            return ApiErrors.NotFound($"The recording '{route.Id}' has no storyboard.");
        }

        context.Response.Headers.CacheControl = RecordingResponse.CacheControl;
        return TypedResults.Text(text, StoryboardTrack.ContentType);
    }

    private static async Task<Results<Ok<ProcessingTicket>, ApiErrorResult>> Claim(
        RouteId<RecordingId> route, JsonBody body, RecordingStore store, ProcessingBackfill backfill, StoragePlaces places, CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        var generation = fields.Integer("generation", 1, int.MaxValue);
        if (generation is null)
        {
            return fields.Errors.Count > 0 ? fields.ToResult() : ApiErrors.InvalidFormat("'generation' is required.");
        }

        if (await store.FindAsync(route.Id.ToObjectId(), cancellationToken) is { Processing.IsBackfill: true } && await backfill.IsOtherWaitingAsync(cancellationToken))
        {
            return ApiErrors.Unavailable("Recordings that people wait for are processed first; try again later.");
        }

        var changed = await store.ChangeAsync(
            route.Id.ToObjectId(), recording => ProcessingDecisions.Claim(recording, (int)generation, store.Now()), cancellationToken);
        if (changed.Is(out var claimed, out var error))
        {
            return places.Of(claimed) is { } place
                ? TypedResults.Ok(ProcessingDecisions.Ticket(claimed, place.Location))
                : ApiErrors.Unavailable("The settings of the storage in which the recording lies are not there.");
        }

        // A worker drops what is refused with 409, and asks again after 503.
        return ReferenceEquals(error, RecordingStore.Contended) ? ApiErrors.Unavailable("Other requests changed this recording at the same time; try again.") : error;
    }
}
