using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Recordings.Uploads;

/// <summary>The internal API for Uploads (<see cref="UploadRoutes"/>). The gateway has no route to it.</summary>
internal static class UploadStateEndpoints
{
    public static void MapUploadStates(this IEndpointRouteBuilder app)
    {
        var upload = app.MapGroup(UploadRoutes.Prefix).WithTags("Uploads");
        upload.MapRead("/", State);
        upload.MapPost("/", Start);
        upload.MapPut("/session", AttachSession);
        upload.MapPost("/part", NotePart);
        upload.MapPost("/completed", Complete);
        upload.MapPost("/rejected", Reject);
        upload.MapPost("/aborted", Abort);
        upload.MapPost("/thumbnail", AttachThumbnail);
    }

    private static async Task<Results<Ok<UploadState>, ApiErrorResult>> State(RouteId<RecordingId> route, RecordingStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(route.Id.ToObjectId(), cancellationToken) is { } recording
            ? TypedResults.Ok(UploadStates.Of(recording))
            : RecordingStore.NotFound(route.Id.ToObjectId());

    private static async Task<Results<Ok<UploadState>, ApiErrorResult>> Start(
        RouteId<RecordingId> route, JsonBody body, RecordingStore store, DailySequence sequence, StorageKeys keys, CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        var start = UploadRequests.Start(fields);
        if (fields.Errors.Count > 0)
        {
            return fields.ToResult();
        }

        if (await store.FindAsync(route.Id.ToObjectId(), cancellationToken) is not { } recording)
        {
            return RecordingStore.NotFound(route.Id.ToObjectId());
        }

        // Of two concurrent requests, the first stored number stays, and the other is a gap.
        var number = UploadDecisions.NeedsNumber(recording) ? await sequence.NextAsync(recording.CreatedAt, cancellationToken) : recording.StorageSequence!.Value;
        return Answer(await store.ChangeAsync(route.Id.ToObjectId(), found => UploadDecisions.Start(found, start, number, store.Now(), keys), cancellationToken));
    }

    private static Task<Results<Ok<UploadState>, ApiErrorResult>> AttachSession(
        RouteId<RecordingId> route, JsonBody body, RecordingStore store, CancellationToken cancellationToken) =>
        Change(route, body, UploadRequests.Session, (recording, session) => UploadDecisions.Attach(recording, session, store.Now()), store, cancellationToken);

    private static Task<Results<Ok<UploadState>, ApiErrorResult>> NotePart(
        RouteId<RecordingId> route, JsonBody body, RecordingStore store, CancellationToken cancellationToken) =>
        Change(route, body, UploadRequests.Part, (recording, note) => UploadDecisions.NotePart(recording, note, store.Now()), store, cancellationToken);

    private static async Task<Results<Ok<UploadState>, ApiErrorResult>> Complete(
        RouteId<RecordingId> route, JsonBody body, RecordingStore store, PartHashStore partHashes, CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        var completion = UploadRequests.Completion(fields).ReadPauses(fields);
        if (fields.Errors.Count > 0)
        {
            return fields.ToResult();
        }

        var id = route.Id.ToObjectId();
        // Before the recording refers to the hashes. An unknown or refused recording must not leave any.
        if (completion.PartHashes is { } hashes
            && await store.FindAsync(id, cancellationToken) is { } recording
            && UploadCompletions.Complete(recording, completion, store.Now()).Is(out _, out _))
        {
            await partHashes.SaveAsync(id, Convert.FromBase64String(hashes.Digests), cancellationToken);
        }

        return Answer(await store.ChangeAsync(id, found => UploadCompletions.Complete(found, completion, store.Now()), cancellationToken));
    }

    private static Task<Results<Ok<UploadState>, ApiErrorResult>> Reject(
        RouteId<RecordingId> route, JsonBody body, RecordingStore store, CancellationToken cancellationToken) =>
        Change(route, body, UploadRequests.Rejected, (recording, rejected) => UploadRejection.Reject(recording, rejected, store.Now()), store, cancellationToken);

    private static async Task<Results<Ok<UploadState>, ApiErrorResult>> Abort(RouteId<RecordingId> route, RecordingStore store, CancellationToken cancellationToken) =>
        Answer(await store.ChangeAsync(route.Id.ToObjectId(), recording => UploadDecisions.Abort(recording, store.Now()), cancellationToken));

    private static Task<Results<Ok<UploadState>, ApiErrorResult>> AttachThumbnail(
        RouteId<RecordingId> route, JsonBody body, RecordingStore store, CancellationToken cancellationToken) =>
        Change(route, body, UploadRequests.Thumbnail, UploadDecisions.AttachThumbnail, store, cancellationToken);

    private static async Task<Results<Ok<UploadState>, ApiErrorResult>> Change<TRequest>(
        RouteId<RecordingId> route,
        JsonBody body,
        Func<FieldReader, TRequest> read,
        Func<Recording, TRequest, Result<Recording>> decide,
        RecordingStore store,
        CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        var request = read(fields);
        return fields.Errors.Count > 0
            ? fields.ToResult()
            : Answer(await store.ChangeAsync(route.Id.ToObjectId(), recording => decide(recording, request), cancellationToken));
    }

    private static Results<Ok<UploadState>, ApiErrorResult> Answer(Result<Recording> changed) =>
        changed.Is(out var recording, out var error) ? TypedResults.Ok(UploadStates.Of(recording)) : error;
}
