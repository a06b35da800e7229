namespace Kubrick.Contracts.Processing;

/// <summary>
/// Recordings' internal HTTP API about processing. A worker calls it before it starts. The gateway has no route to it.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>POST {Claim}</c> <see cref="ProcessingClaim"/></term><description>
/// 200 <see cref="ProcessingTicket"/>, and the recording says that it is being processed; repeating the request gives the same response; 409 when the work is done, or was
/// superseded by a newer request or another upload; 404; 503 when it is to be asked again later, because other requests changed the recording at the same time, or because
/// recordings of people who wait go first
/// </description></item>
/// </list>
/// </remarks>
public static class ProcessingRoutes
{
    /// <summary>The pattern of the route; <c>{id}</c> is the recording's id.</summary>
    public const string Pattern = "/internal/recordings/{id}/processing/claim";

    /// <summary>The processing of a recording.</summary>
    public static string Claim(string recordingId) => $"/internal/recordings/{recordingId}/processing/claim";
}

/// <summary>Asks for the facts of a processing request.</summary>
/// <param name="Generation">The request.</param>
public sealed record ProcessingClaim(int Generation);
