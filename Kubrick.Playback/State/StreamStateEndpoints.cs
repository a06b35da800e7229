using System.Text.Json.Nodes;
using Kubrick.Contracts.Recordings;
using Kubrick.Playback.Streams;
using Kubrick.Playback.Viewers;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Playback.State;

/// <summary>The routes for the state of streams. Not mapped where live streaming is off.</summary>
internal static class StreamStateEndpoints
{
    /// <summary>How many streams a list contains, the newest first. The totals count all.</summary>
    private const int MaxListed = 100;

    private const string CacheControl = "no-store";

    public static void MapStreamStates(this IEndpointRouteBuilder app)
    {
        var streams = app.MapGroup("/api/streams").WithTags("Streams");
        streams.MapRead("/status", Status).AsJsonApi();
        streams.MapRead("/active", Active).AsJsonApi();
        streams.MapRead("/{id}", Get).AsJsonApi();
    }

    private static async Task<JsonHttpResult<JsonObject>> Status(HttpContext context, StreamStore store, ViewerStore viewers, CancellationToken cancellationToken)
    {
        var totals = store.CountAsync(cancellationToken);
        var watching = viewers.CountAllAsync(cancellationToken);
        var newest = await store.ListAsync(isActive: false, MaxListed, cancellationToken);
        var counts = await viewers.CountAsync([.. newest.Select(stream => stream.Id)], cancellationToken);
        var now = store.Now();
        var streams = newest.Select(stream => StreamResources.Attributes(stream, StreamStateProjection.Of(stream, counts.GetValueOrDefault(stream.Id), now)));
        return Answer(context, new JsonObject { ["data"] = StreamResources.Status(await totals, await watching, streams), ["meta"] = Meta() });
    }

    private static async Task<JsonHttpResult<JsonObject>> Active(HttpContext context, StreamStore store, ViewerStore viewers, CancellationToken cancellationToken)
    {
        var active = await store.ListAsync(isActive: true, MaxListed, cancellationToken);
        var counts = await viewers.CountAsync([.. active.Select(stream => stream.Id)], cancellationToken);
        var now = store.Now();
        var streams = active.Select(stream => StreamResources.Resource(stream, StreamStateProjection.Of(stream, counts.GetValueOrDefault(stream.Id), now)));
        return Answer(context, new JsonObject { ["data"] = StreamResources.Array(streams), ["meta"] = Meta() });
    }

    private static async Task<Results<JsonHttpResult<JsonObject>, ApiErrorResult>> Get(
        RouteId<RecordingId> route, HttpContext context, StreamFinder finder, StreamStore store, ViewerStore viewers, CancellationToken cancellationToken)
    {
        if (await finder.FindAsync(route.Id.Value, cancellationToken) is not { } stream)
        {
            return StreamFinder.NotFound(route.Id.Value);
        }

        var state = StreamStateProjection.Of(stream, await viewers.CountAsync(route.Id.Value, cancellationToken), store.Now());
        return Answer(context, new JsonObject { ["data"] = StreamResources.Resource(stream, state) });
    }

    private static JsonObject Meta() => new() { ["listedAtMost"] = MaxListed };

    private static JsonHttpResult<JsonObject> Answer(HttpContext context, JsonObject document)
    {
        context.Response.Headers.CacheControl = CacheControl;
        return TypedResults.Json(document, contentType: ApiErrorResult.ContentType);
    }
}
