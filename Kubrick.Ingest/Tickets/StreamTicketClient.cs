using System.Net;
using System.Text.Json;
using Kubrick.Contracts.Streams;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Ingest.Tickets;

/// <summary>
/// Asks Recordings whether a recording may be streamed (<see cref="StreamRoutes"/>). Its refusals are passed on unchanged; when Recordings fails or cannot be reached, the
/// error is a 503 with <c>Retry-After</c>.
/// </summary>
internal sealed partial class StreamTicketClient(HttpClient http, ILogger<StreamTicketClient> logger)
{
    public const long MaxResponseBytes = 1 << 20;

    private const string Unreachable = "The recordings cannot be reached at the moment; try again shortly.";

    /// <summary>What Recordings knows of a recording that may be a stream.</summary>
    public Task<Result<StreamTicket>> FindAsync(string recordingId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, recordingId, cancellationToken);

    /// <summary>Requests the right to stream a recording now.</summary>
    public Task<Result<StreamTicket>> RequestAsync(string recordingId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, recordingId, cancellationToken);

    private static async Task<ApiErrorResult> ReadRefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        try
        {
            if (await response.Content.ReadFromJsonAsync<ErrorDocument>(cancellationToken) is { Errors.Count: > 0 } document)
            {
                return new ApiErrorResult(status, document.Errors);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The body is no error document: the status alone decides.
        }

        return ApiErrors.OfStatus(status);
    }

    private async Task<Result<StreamTicket>> SendAsync(HttpMethod method, string recordingId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, StreamRoutes.State(recordingId));
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadFromJsonAsync<StreamTicket>(cancellationToken) ?? throw new JsonException("The response is empty.");
            }

            if (response.StatusCode < HttpStatusCode.InternalServerError)
            {
                return await ReadRefusalAsync(response, cancellationToken);
            }

            LogFailed(recordingId, (int)response.StatusCode);
            return ApiErrors.Unavailable(Unreachable);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Unreachable, too slow, behind an open circuit breaker, or disconnected: all the same to the caller.
            LogUnavailable(recordingId, exception);
            return ApiErrors.Unavailable(Unreachable);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Recordings request failed: stream {RecordingId}, status {StatusCode}")]
    private partial void LogFailed(string recordingId, int statusCode);

    [LoggerMessage(LogLevel.Warning, "Recordings unreachable: stream {RecordingId}")]
    private partial void LogUnavailable(string recordingId, Exception exception);
}
