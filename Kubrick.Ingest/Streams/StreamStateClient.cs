using System.Text.Json;
using System.Text.Json.Nodes;
using Kubrick.Contracts.Streams;

namespace Kubrick.Ingest.Streams;

/// <summary>Asks Playback for the state of a stream.</summary>
internal sealed partial class StreamStateClient(HttpClient http, ILogger<StreamStateClient> logger)
{
    public const long MaxResponseBytes = 1 << 20;

    /// <summary>A stream's state; null when Playback knows none, or cannot be reached.</summary>
    public async Task<StreamState?> FindAsync(string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"/api/streams/{recordingId}", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode
                ? (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))?["data"]?["attributes"].Deserialize<StreamState>(JsonSerializerOptions.Web)
                : null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnavailable(recordingId, exception.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Playback unreachable: stream {RecordingId}: {Reason}")]
    private partial void LogUnavailable(string recordingId, string reason);
}
