using System.Net;
using System.Text.Json;
using Kubrick.Contracts.Processing;

namespace Kubrick.Transcoder.Processing;

/// <summary>Asks Recordings for a recording that is to be processed (<see cref="ProcessingRoutes"/>).</summary>
internal sealed class ProcessingClaims(HttpClient http)
{
    /// <summary>A ticket has at most some hundred derived files.</summary>
    public const long MaxResponseBytes = 1 << 20;

    /// <summary>The work; null when it is done, superseded, or the recording was deleted.</summary>
    /// <exception cref="HttpRequestException">Recordings cannot be reached, or failed.</exception>
    public async Task<ProcessingTicket?> ClaimAsync(ProcessRecording message, CancellationToken cancellationToken)
    {
        var address = new Uri(ProcessingRoutes.Claim(message.RecordingId), UriKind.Relative);
        using var response = await http.PostAsJsonAsync(address, new ProcessingClaim(message.Generation), cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        try
        {
            return await response.Content.ReadFromJsonAsync<ProcessingTicket>(cancellationToken) ?? throw new HttpRequestException("The response is empty.");
        }
        catch (JsonException exception)
        {
            throw new HttpRequestException("The response is no processing ticket.", exception);
        }
    }
}
