using System.Net;
using System.Text.Json;
using Kubrick.Contracts.Streams;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Caching.Memory;

namespace Kubrick.Playback.Tickets;

/// <summary>
/// Asks Recordings whether a recording is a stream (<see cref="StreamRoutes"/>). Answers are cached briefly, because each viewer polls once a second while a stream
/// starts.
/// </summary>
internal sealed partial class StreamTicketCache(IHttpClientFactory clients, IMemoryCache cache, ILogger<StreamTicketCache> logger)
{
    public const string HttpClientName = "recordings";

    /// <summary>How many answers are cached at most.</summary>
    public const long MaxCached = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    public Task<StreamTicketAnswer> FindAsync(string recordingId, CancellationToken cancellationToken)
    {
        var request = cache.GetOrCreate(recordingId, entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = Lifetime;
            entry.Size = 1;
            // One request for all concurrent callers; none of them may cancel it for the others.
            return new Lazy<Task<StreamTicketAnswer>>(() => AskAsync(recordingId, CancellationToken.None));
        });
        return request!.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Drops the cached answer.</summary>
    public void Forget(string recordingId) => cache.Remove(recordingId);

    /// <summary>Asks Recordings, without the cache.</summary>
    /// <exception cref="OperationCanceledException">The question was cancelled.</exception>
    public async Task<StreamTicketAnswer> AskAsync(string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            using var http = clients.CreateClient(HttpClientName);
            using var response = await http.GetAsync(new Uri(StreamRoutes.State(recordingId), UriKind.Relative), cancellationToken);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    return new StreamTicketAnswer(await response.Content.ReadFromJsonAsync<StreamTicket>(cancellationToken) ?? throw new JsonException("The answer is empty."), null);
                case HttpStatusCode.NotFound:
                    return new StreamTicketAnswer(null, ApiErrors.NotFound($"There is no recording with the id '{recordingId}'."));
                case HttpStatusCode.BadRequest:
                    return new StreamTicketAnswer(null, ApiErrors.InvalidFormat($"The recording '{recordingId}' is not a stream."));
                default:
                    LogFailed((int)response.StatusCode);
                    return StreamTicketAnswer.Unavailable;
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Unreachable, too slow, an open circuit, or a broken answer: the viewer sees no difference.
            LogUnavailable(exception);
            return StreamTicketAnswer.Unavailable;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Recordings request failed: stream ticket, status {StatusCode}")]
    private partial void LogFailed(int statusCode);

    [LoggerMessage(LogLevel.Warning, "Recordings unreachable: stream ticket")]
    private partial void LogUnavailable(Exception exception);
}
