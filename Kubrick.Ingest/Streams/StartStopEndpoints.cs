using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Recordings;
using Kubrick.Ingest.Events;
using Kubrick.Ingest.Tickets;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Streams;

/// <summary>Start and stop over HTTP.</summary>
internal static class StartStopEndpoints
{
    /// <summary>How long a stop waits until the stream is stored, before it answers <c>stopping</c>.</summary>
    private static readonly TimeSpan ResultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Maps nothing when live streaming is off: every method is answered 404.</summary>
    public static void MapStartStop(this IEndpointRouteBuilder app)
    {
        if (!app.ServiceProvider.GetRequiredService<IOptions<LiveStreamingOptions>>().Value.Enabled)
        {
            return;
        }

        var streams = app.MapGroup("/api/streams/{id}").WithTags("Streams").AsJsonApi();

        streams.MapPost("/start", Start);
        streams.MapPost("/stop", Stop);
    }

    private static async Task<Results<JsonHttpResult<LiveStreamDocument>, ApiErrorResult>> Start(
        RouteId<RecordingId> route, StreamOpener opener, LiveStreamStates states, CancellationToken cancellationToken)
    {
        var recordingId = route.Id.Value;
        if (!(await opener.OpenAsync(recordingId, StreamDemand.New, LeaseMessages.AnswerLeaving, cancellationToken)).Is(out var opened, out var refusal))
        {
            return refusal;
        }

        // A recorder may take the lease from here on; until one does, the worker's grace period runs.
        await opened.Session.DisposeAsync();
        return Document(LiveStreamDocument.Of(await states.StartingAsync(recordingId, cancellationToken), "The stream was started; it waits for its recorder."));
    }

    private static async Task<Results<JsonHttpResult<LiveStreamDocument>, ApiErrorResult>> Stop(
        RouteId<RecordingId> route,
        StreamTicketClient tickets,
        StreamEnd end,
        StreamResults results,
        LiveStreamStates states,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var recordingId = route.Id.Value;
        if (!(await tickets.FindAsync(recordingId, cancellationToken)).Is(out _, out var unknown))
        {
            return unknown;
        }

        using var watch = results.Watch(recordingId);
        if (await end.StopAsync(recordingId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var result = await WaitAsync(watch, clock, cancellationToken);
        return Document(LiveStreamDocument.Of(
            await states.StoppingAsync(recordingId, result, cancellationToken),
            result is null ? "The stream is being stopped; the last of it is being stored." : "The stream was stopped."));
    }

    private static async Task<StreamResult?> WaitAsync(ResultWatch watch, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            return await watch.Result.WaitAsync(ResultTimeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static JsonHttpResult<LiveStreamDocument> Document(LiveStreamDocument document) => TypedResults.Json(document, contentType: ApiErrorResult.ContentType);
}
