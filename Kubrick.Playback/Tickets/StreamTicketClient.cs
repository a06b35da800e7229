using System.Net;
using System.Text.Json;
using Kubrick.Contracts.Streams;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Caching.Memory;

namespace Kubrick.Playback.Tickets;

/// <summary>
/// Asks Recordings whether a recording is a stream (<see cref="StreamRoutes"/>), and remembers the answer for a moment: while a stream begins every viewer asks
/// once a second.
/// </summary>
internal sealed partial class StreamTicketClient(IHttpClientFactory clients, IMemoryCache cache, ILogger<StreamTicketClient> logger)
{
    public const string Client = "recordings";

    /// <summary>Answers that are remembered at most.</summary>
    public const long Remembered = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    public Task<StreamTicketAnswer> FindAsync(string recordingId, CancellationToken cancellationToken)
    {
        var asked = cache.GetOrCreate(recordingId, entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = Lifetime;
            entry.Size = 1;
            // One question for all who ask at the same moment; none of them may end it for the others.
            return new Lazy<Task<StreamTicketAnswer>>(() => AskAsync(recordingId, CancellationToken.None));
        });
        return asked!.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Asks anew the next time.</summary>
    public void Forget(string recordingId) => cache.Remove(recordingId);

    /// <summary>Asks now, whatever was said a moment ago.</summary>
    public async Task<StreamTicketAnswer> AskAsync(string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            using var http = clients.CreateClient(Client);
            using var response = await http.GetAsync(new Uri(StreamRoutes.State(recordingId), UriKind.Relative), cancellationToken);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    return new StreamTicketAnswer(await response.Content.ReadFromJsonAsync<StreamTicket>(cancellationToken) ?? throw new JsonException("The answer is empty."), null);
                case HttpStatusCode.NotFound:
                    return new StreamTicketAnswer(null, ApiErrors.NotFound($"There is no recording with the id '{recordingId}'."));
                case HttpStatusCode.BadRequest:
                    return new StreamTicketAnswer(null, ApiErrors.InvalidFormat($"The recording '{recordingId}' is no stream."));
                default:
                    LogFailed((int)response.StatusCode);
                    return StreamTicketAnswer.Away;
            }
        }
        catch (Exception exception)
        {
            // Away, too slow, known to be away, or broken off in the middle: for the viewer all the same.
            LogAway(exception);
            return StreamTicketAnswer.Away;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Recordings answered {StatusCode} to a question about a stream")]
    private partial void LogFailed(int statusCode);

    [LoggerMessage(LogLevel.Warning, "Recordings could not be asked about a stream")]
    private partial void LogAway(Exception exception);
}
