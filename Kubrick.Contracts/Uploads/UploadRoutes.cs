namespace Kubrick.Contracts.Uploads;

/// <summary>
/// Recordings' internal HTTP API about uploads. Uploads calls it before each step for permission, and afterwards with the outcome. The gateway has no route to it.
/// Errors are JSON:API error documents.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>GET  {State}</c></term><description>200 <see cref="UploadState"/>; 400 <c>INVALID_ID</c>; 404</description></item>
/// <item><term><c>POST {State}</c> <see cref="StartUpload"/></term><description>200 <see cref="UploadState"/> with a storage key; a recording in <c>error</c>, or one that was recovered, returns to <c>uploading</c>; 409 when the status does not allow an upload</description></item>
/// <item><term><c>PUT  {Session}</c> <see cref="AttachUploadSession"/></term><description>200; 409 when the version is stale because another request attached a session first</description></item>
/// <item><term><c>POST {Part}</c> <see cref="NotePart"/></term><description>200; notes the time of a part, at most once per <see cref="PartInterval"/>; without a session nothing changes</description></item>
/// <item><term><c>POST {Completed}</c> <see cref="UploadCompletion"/></term><description>200, status <c>ready</c>; a SHA-256 that is not <see cref="UploadState.StoredSha256"/> is noted, and nothing else of that report; repeating the request gives the same response; 409 when the status does not allow it</description></item>
/// <item><term><c>POST {Rejected}</c> <see cref="RejectUpload"/></term><description>200, status <c>error</c>, the session is forgotten; 409 when another upload was started in the meantime</description></item>
/// <item><term><c>POST {Aborted}</c></term><description>200, status <c>error</c> (<c>ready</c> if a recovered recording was being replaced), the session is removed; repeating the request gives the same response; 409 for a recording that is already <c>ready</c></description></item>
/// <item><term><c>POST {Thumbnail}</c> <see cref="AttachThumbnail"/></term><description>200 with the thumbnail key</description></item>
/// </list>
/// </remarks>
public static class UploadRoutes
{
    /// <summary>The pattern of the routes' common prefix; <c>{id}</c> is the recording's id.</summary>
    public const string Prefix = "/internal/recordings/{id}/upload";

    /// <summary>The shortest time between two changes of <see cref="UploadState.LastPartAt"/>.</summary>
    public static readonly TimeSpan PartInterval = TimeSpan.FromSeconds(10);

    /// <summary>The state of a recording's upload.</summary>
    public static string State(string recordingId) => $"/internal/recordings/{recordingId}/upload";

    /// <summary>A recording's upload session.</summary>
    public static string Session(string recordingId) => State(recordingId) + "/session";

    /// <summary>Notes that a part of a chunked upload is being sent.</summary>
    public static string Part(string recordingId) => State(recordingId) + "/part";

    /// <summary>Reports that the video is stored.</summary>
    public static string Completed(string recordingId) => State(recordingId) + "/completed";

    /// <summary>Reports that the stored object is no video.</summary>
    public static string Rejected(string recordingId) => State(recordingId) + "/rejected";

    /// <summary>Reports that the upload was aborted.</summary>
    public static string Aborted(string recordingId) => State(recordingId) + "/aborted";

    /// <summary>Reports the key of a thumbnail.</summary>
    public static string Thumbnail(string recordingId) => State(recordingId) + "/thumbnail";
}
