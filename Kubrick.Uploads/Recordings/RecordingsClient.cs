using System.Net;
using System.Text.Json;
using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Uploads.Recordings;

/// <summary>
/// Asks Recordings over its internal API (<see cref="UploadRoutes"/>). What it refuses is passed on in the shape that it came in; a
/// Recordings that is away or fails is a 503 with <c>Retry-After</c>.
/// </summary>
internal sealed partial class RecordingsClient(HttpClient http, ILogger<RecordingsClient> logger)
{
    public const long LargestAnswer = 1 << 20;

    private const string Away = "The recordings cannot be reached at the moment; try again shortly.";

    public Task<Result<UploadState>> FindAsync(string recordingId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, UploadRoutes.State(recordingId), body: null, cancellationToken);

    public Task<Result<UploadState>> BeginAsync(string recordingId, BeginUpload begin, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, UploadRoutes.State(recordingId), JsonContent.Create(begin), cancellationToken);

    public Task<Result<UploadState>> AttachSessionAsync(string recordingId, AttachUploadSession session, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, UploadRoutes.Session(recordingId), JsonContent.Create(session), cancellationToken);

    public Task<Result<UploadState>> AttachThumbnailAsync(string recordingId, AttachThumbnail thumbnail, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, UploadRoutes.Thumbnail(recordingId), JsonContent.Create(thumbnail), cancellationToken);

    public Task<Result<UploadState>> CompletedAsync(string recordingId, UploadCompletion completion, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, UploadRoutes.Completed(recordingId), JsonContent.Create(completion), cancellationToken);

    public Task<Result<UploadState>> AbortedAsync(string recordingId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, UploadRoutes.Aborted(recordingId), body: null, cancellationToken);

    private static async Task<Result<UploadState>> ReadRefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
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
            // No error document: what stands for the bare status will do.
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
                return await response.Content.ReadFromJsonAsync<UploadState>(cancellationToken) is { } state
                    ? state
                    : throw new JsonException("The answer is empty.");
            }

            if (response.StatusCode < HttpStatusCode.InternalServerError)
            {
                return await ReadRefusalAsync(response, cancellationToken);
            }

            LogFailed(path, (int)response.StatusCode);
            return ApiErrors.Unavailable(Away);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Away, too slow, known to be away, or broken off in the middle: for the caller all the same.
            LogAway(path, exception);
            return ApiErrors.Unavailable(Away);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Recordings answered {StatusCode} to {Path}")]
    private partial void LogFailed(string path, int statusCode);

    [LoggerMessage(LogLevel.Warning, "Recordings could not be asked for {Path}")]
    private partial void LogAway(string path, Exception exception);
}
