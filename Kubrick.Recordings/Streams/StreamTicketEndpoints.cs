using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Recordings.Streams;

/// <summary>The internal API for Ingest and Playback (<see cref="StreamRoutes"/>). The gateway has no route to it.</summary>
internal static class StreamTicketEndpoints
{
    public static void MapStreamTickets(this IEndpointRouteBuilder app)
    {
        var stream = app.MapGroup(StreamRoutes.Prefix).WithTags("Streams");
        stream.MapRead("/", State);
        stream.MapPost("/", RequestTicket);
    }

    private static async Task<Results<Ok<StreamTicket>, ApiErrorResult>> State(RouteId<RecordingId> route, RecordingStore store, StorageKeys keys, CancellationToken cancellationToken) =>
        await store.FindAsync(route.Id.ToObjectId(), cancellationToken) switch
        {
            null => RecordingStore.NotFound(route.Id.ToObjectId()),
            { PlaybackFormat: not PlaybackFormat.Hls } other => StreamDecisions.NoStream(other),
            { } recording => TypedResults.Ok(StreamDecisions.Ticket(recording, keys)),
        };

    private static async Task<Results<Ok<StreamTicket>, ApiErrorResult>> RequestTicket(
        RouteId<RecordingId> route, RecordingStore store, DailySequence sequence, StorageKeys keys, StorageLocation location, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(route.Id.ToObjectId(), cancellationToken) is not { } recording)
        {
            return RecordingStore.NotFound(route.Id.ToObjectId());
        }

        if (!StreamDecisions.Request(recording, 0, store.Now(), location).Is(out _, out var error))
        {
            return error;
        }

        // Of two concurrent requests, the first stored number stays, and the other is a gap.
        var number = recording.StorageSequence ?? await sequence.NextAsync(recording.CreatedAt, cancellationToken);
        var changed = await store.ChangeAsync(route.Id.ToObjectId(), found => StreamDecisions.Request(found, number, store.Now(), location), cancellationToken);
        return changed.Is(out var requested, out error) ? TypedResults.Ok(StreamDecisions.Ticket(requested, keys)) : error;
    }
}
