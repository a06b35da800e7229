namespace Kubrick.Contracts.Streams;

/// <summary>
/// Recordings' internal HTTP API about streams, which Ingest asks before it accepts a publisher, and Playback before it serves. The gateway has no route to it.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>GET  {State}</c></term><description>200 <see cref="StreamTicket"/> (<c>StorageSequence</c> 0 before a stream was begun); 400 <c>INVALID_ID</c>; 404; 400 <c>INVALID_FORMAT</c> for a recording whose format is <c>video</c></description></item>
/// <item><term><c>POST {State}</c></term><description>
/// 200 <see cref="StreamTicket"/> with the running number given, whenever the recording may be streamed: it is <c>uploading</c> without an upload begun, or <c>recording</c>;
/// asking again gives the same answer; 400 <c>INVALID_FORMAT</c>; 409 where its status does not allow it; 404. The status itself follows the events
/// </description></item>
/// </list>
/// </remarks>
public static class StreamRoutes
{
    /// <summary>The pattern of the route; <c>{id}</c> is the recording's id.</summary>
    public const string Prefix = "/internal/recordings/{id}/stream";

    /// <summary>The stream of a recording.</summary>
    public static string State(string recordingId) => $"/internal/recordings/{recordingId}/stream";
}
