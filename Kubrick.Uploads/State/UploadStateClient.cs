using System.Net;
using System.Text.Json;
using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Uploads.State;

/// <summary>
/// Calls Recordings' internal API (<see cref="UploadRoutes"/>), which owns the state of every upload. Its refusals are passed on unchanged; if
/// Recordings is unreachable or fails, the client gets a 503 with <c>Retry-After</c>.
/// </summary>
internal sealed partial class UploadStateClient(HttpClient http, ILogger<UploadStateClient> logger)
{
    public const long LargestResponse = 1 << 20;

    private const string Unavailable = "The recordings cannot be reached at the moment; try again shortly.";

    public Task<Result<UploadState>> FindAsync(string recordingId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, UploadRoutes.State(recordingId), body: null, cancellationToken);

    public Task<Result<UploadState>> StartAsync(string recordingId, StartUpload start, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, UploadRoutes.State(recordingId), JsonContent.Create(start), cancellationToken);

    public Task<Result<UploadState>> AttachSessionAsync(string recordingId, AttachUploadSession session, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, UploadRoutes.Session(recordingId), JsonContent.Create(session), cancellationToken);

    public Task<Result<UploadState>> NotePartAsync(string recordingId, NotePart note, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, UploadRoutes.Part(recordingId), JsonContent.Create(note), cancellationToken);

    public Task<Result<UploadState>> AttachThumbnailAsync(string recordingId, AttachThumbnail thumbnail, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, UploadRoutes.Thumbnail(recordingId), JsonContent.Create(thumbnail), cancellationToken);

    public Task<Result<UploadState>> CompletedAsync(string recordingId, UploadCompletion completion, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, UploadRoutes.Completed(recordingId), JsonContent.Create(completion), cancellationToken);

    public Task<Result<UploadState>> RejectedAsync(string recordingId, RejectUpload rejected, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, UploadRoutes.Rejected(recordingId), JsonContent.Create(rejected), cancellationToken);

    public Task<Result<UploadState>> AbortedAsync(string recordingId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, UploadRoutes.Aborted(recordingId), body: null, cancellationToken);

    private static async Task<ApiErrorResult> ReadRefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        try
        {
            var document = await response.Content.ReadFromJsonAsync<ErrorDocument>(cancellationToken);
            if (document is { Errors.Count: > 0 })
            {
                return new ApiErrorResult(status, document.Errors);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Without an error document, the status alone decides.
        }

        return ApiErrors.OfStatus(status);
    }

    private async Task<Result<UploadState>> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadFromJsonAsync<UploadState>(cancellationToken) ?? throw new JsonException("The response is empty.");
            }

            if (response.StatusCode < HttpStatusCode.InternalServerError)
            {
                return await ReadRefusalAsync(response, cancellationToken);
            }

            LogFailed((int)response.StatusCode, path);
            return ApiErrors.Unavailable(Unavailable);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Unreachable, too slow, or a connection that broke: the same for the client.
            LogUnreachable(path, exception);
            return ApiErrors.Unavailable(Unavailable);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Recordings request failed: {Path}, status {StatusCode}")]
    private partial void LogFailed(int statusCode, string path);

    [LoggerMessage(LogLevel.Warning, "Recordings unreachable: {Path}")]
    private partial void LogUnreachable(string path, Exception exception);
}
