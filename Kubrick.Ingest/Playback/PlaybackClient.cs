using System.Text.Json.Nodes;
using System.Text.Json;
using Kubrick.Contracts.Streams;

namespace Kubrick.Ingest.Playback;

/// <summary>Asks Playback, which keeps the state of all streams.</summary>
internal sealed partial class PlaybackClient(HttpClient http, ILogger<PlaybackClient> logger)
{
    public const long LargestAnswer = 1 << 20;

    /// <summary>A stream's state; null where Playback knows none, or is away.</summary>
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
            LogAway(recordingId, exception.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Playback could not be asked about {RecordingId}: {Reason}")]
    private partial void LogAway(string recordingId, string reason);
}
