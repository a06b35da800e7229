namespace Kubrick.Contracts.Uploads;

/// <summary>
/// Recordings' internal HTTP API, over which Uploads asks what it may do and tells what it did. The gateway has no route to it.
/// Errors are JSON:API error documents, as everywhere.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>GET  {State}</c></term><description>200 <see cref="UploadState"/>; 400 <c>INVALID_ID</c>; 404</description></item>
/// <item><term><c>POST {State}</c> <see cref="BeginUpload"/></term><description>200 <see cref="UploadState"/> with a storage key; a recording in <c>error</c> goes back to <c>uploading</c>; 409 where the status does not allow an upload</description></item>
/// <item><term><c>PUT  {Session}</c> <see cref="AttachUploadSession"/></term><description>200; 409 where the version is stale: another request attached a session first</description></item>
/// <item><term><c>POST {Completed}</c> <see cref="UploadCompletion"/></term><description>200, status <c>ready</c>; asking again gives the same answer; 409 where the status does not allow it</description></item>
/// <item><term><c>POST {Aborted}</c></term><description>200, status <c>error</c>, the session forgotten; asking again gives the same answer; 409 for a recording that is already <c>ready</c></description></item>
/// <item><term><c>POST {Thumbnail}</c> <see cref="AttachThumbnail"/></term><description>200 with the thumbnail key</description></item>
/// </list>
/// </remarks>
public static class UploadRoutes
{
    /// <summary>The pattern of the routes' common start; <c>{id}</c> is the recording's id.</summary>
    public const string Prefix = "/internal/recordings/{id}/upload";

    /// <summary>Where the upload of a recording stands.</summary>
    public static string State(string recordingId) => $"/internal/recordings/{recordingId}/upload";

    /// <summary>The upload session of a recording.</summary>
    public static string Session(string recordingId) => State(recordingId) + "/session";

    /// <summary>Tells that the video is stored.</summary>
    public static string Completed(string recordingId) => State(recordingId) + "/completed";

    /// <summary>Tells that the upload was given up.</summary>
    public static string Aborted(string recordingId) => State(recordingId) + "/aborted";

    /// <summary>Tells that a thumbnail may be stored.</summary>
    public static string Thumbnail(string recordingId) => State(recordingId) + "/thumbnail";
}
