using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Transcoder.Jobs;

/// <summary>What an operator asks of one worker. The gateway has no route to it.</summary>
internal static class DrainEndpoints
{
    public static void MapDrain(this IEndpointRouteBuilder app)
    {
        app.MapPost("/drain", Drain);
        app.MapPost("/resume", Resume);
    }

    private static NoContent Drain(WorkerDrain drain)
    {
        drain.Drain();
        return TypedResults.NoContent();
    }

    private static NoContent Resume(WorkerDrain drain)
    {
        drain.Resume();
        return TypedResults.NoContent();
    }
}
