using System.Net;
using System.Text.Json;
using Kubrick.Contracts.Streams;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Ingest.Recordings;

/// <summary>
/// Asks Recordings whether a recording may be streamed (<see cref="StreamRoutes"/>). What it refuses is passed on in the shape that it came in; a
/// Recordings that is away or fails is a 503 with <c>Retry-After</c>.
/// </summary>
internal sealed partial class RecordingsClient(HttpClient http, ILogger<RecordingsClient> logger)
{
    public const long LargestAnswer = 1 << 20;

    private const string Away = "The recordings cannot be reached at the moment; try again shortly.";

    /// <summary>What is known of a recording that may be a stream.</summary>
    public Task<Result<StreamTicket>> FindAsync(string recordingId, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, recordingId, cancellationToken);

    /// <summary>Asks for the right to stream it now.</summary>
    public Task<Result<StreamTicket>> BeginAsync(string recordingId, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, recordingId, cancellationToken);

    private static async Task<Result<StreamTicket>> ReadRefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
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
            // No error document: what stands for the bare status will do.
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
                return await response.Content.ReadFromJsonAsync<StreamTicket>(cancellationToken) ?? throw new JsonException("The answer is empty.");
            }

            if (response.StatusCode < HttpStatusCode.InternalServerError)
            {
                return await ReadRefusalAsync(response, cancellationToken);
            }

            LogFailed(recordingId, (int)response.StatusCode);
            return ApiErrors.Unavailable(Away);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Away, too slow, known to be away, or broken off in the middle: for the caller all the same.
            LogAway(recordingId, exception);
            return ApiErrors.Unavailable(Away);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Recordings answered {StatusCode} about {RecordingId}")]
    private partial void LogFailed(string recordingId, int statusCode);

    [LoggerMessage(LogLevel.Warning, "Recordings could not be asked about {RecordingId}")]
    private partial void LogAway(string recordingId, Exception exception);
}
