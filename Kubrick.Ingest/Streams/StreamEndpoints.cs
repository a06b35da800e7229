using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Recordings;
using Kubrick.Ingest.Outcomes;
using Kubrick.Ingest.Recordings;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Streams;

/// <summary>Start and stop over HTTP.</summary>
internal static class StreamEndpoints
{
    /// <summary>How long a stop waits for the last of it to be stored, before it answers that it is not yet.</summary>
    private static readonly TimeSpan OutcomePatience = TimeSpan.FromSeconds(10);

    /// <summary>Where live streaming is off there is nothing at these addresses, whatever the method.</summary>
    public static void MapStreams(this IEndpointRouteBuilder app)
    {
        if (!app.ServiceProvider.GetRequiredService<IOptions<LiveStreamingOptions>>().Value.Enabled)
        {
            return;
        }

        var streams = app.MapGroup("/api/streams/{id}").WithTags("Streams");

        streams.MapPost("/start", Start);
        streams.MapPost("/stop", Stop);
    }

    private static async Task<Results<JsonHttpResult<LiveStreamDocument>, ApiErrorResult>> Start(
        string id, StreamOpener opener, StreamStates states, CancellationToken cancellationToken)
    {
        if (!RecordingId.TryParse(id, out var recording))
        {
            return ApiErrors.InvalidId(id);
        }

        if (!(await opener.OpenAsync(recording.Value, StreamDemand.New, LeaseMessages.AnswerLeaving, cancellationToken)).Is(out var opened, out var refusal))
        {
            return refusal;
        }

        // A recorder may take it from here; until one does the worker keeps the grace period.
        await opened.Session.DisposeAsync();
        return Document(LiveStreamDocument.Of(await states.StartingAsync(recording.Value, cancellationToken), "The stream was started; it waits for its recorder."));
    }

    private static async Task<Results<JsonHttpResult<LiveStreamDocument>, ApiErrorResult>> Stop(
        string id,
        RecordingsClient recordings,
        StreamStopper stopper,
        StreamOutcomes outcomes,
        StreamStates states,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (!RecordingId.TryParse(id, out var recording))
        {
            return ApiErrors.InvalidId(id);
        }

        if (!(await recordings.FindAsync(recording.Value, cancellationToken)).Is(out _, out var unknown))
        {
            return unknown;
        }

        using var watch = outcomes.Watch(recording.Value);
        if (await stopper.StopAsync(recording.Value, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var outcome = await WaitAsync(watch, clock, cancellationToken);
        return Document(LiveStreamDocument.Of(
            await states.StoppingAsync(recording.Value, outcome, cancellationToken),
            outcome is null ? "The stream is being stopped; the last of it is being stored." : "The stream was stopped."));
    }

    private static async Task<StreamOutcome?> WaitAsync(OutcomeWatch watch, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            return await watch.Outcome.WaitAsync(OutcomePatience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static JsonHttpResult<LiveStreamDocument> Document(LiveStreamDocument document) => TypedResults.Json(document, contentType: ApiErrorResult.ContentType);
}
