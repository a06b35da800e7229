namespace Kubrick.Contracts.Streams;

/// <summary>
/// Recordings' internal HTTP API about streams. Ingest calls it before it accepts a publisher, and Playback before it serves a stream. The gateway has no route to it.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>GET  {State}</c></term><description>200 <see cref="StreamTicket"/> (<c>StorageSequence</c> is 0 before a stream was started); 400 <c>INVALID_ID</c>; 404; 400 <c>INVALID_FORMAT</c> for a recording whose format is <c>video</c></description></item>
/// <item><term><c>POST {State}</c></term><description>
/// 200 <see cref="StreamTicket"/> with a sequence number, when the recording may be streamed: it is <c>uploading</c> and no upload was started, or <c>recording</c>; repeating the
/// request gives the same response; 400 <c>INVALID_FORMAT</c>; 409 when its status does not allow it; 404. Events change the status, this request does not
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
