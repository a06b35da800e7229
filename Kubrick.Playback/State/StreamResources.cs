using System.Text.Json;
using System.Text.Json.Nodes;
using Kubrick.Contracts.Streams;
using Kubrick.Playback.Streams;

namespace Kubrick.Playback.State;

/// <summary>Streams as JSON:API documents (<c>docs/http-api.md</c>, Streams).</summary>
internal static class StreamResources
{
    /// <summary>The attributes of a stream: its state, and its recording's title, recorder and quality.</summary>
    public static JsonObject Attributes(StreamDocument stream, StreamState state)
    {
        var attributes = (JsonObject)JsonSerializer.SerializeToNode(state, JsonSerializerOptions.Web)!;
        attributes["recording"] = new JsonObject { ["title"] = stream.Title, ["recorderName"] = stream.RecorderName, ["quality"] = stream.Quality };
        return attributes;
    }

    public static JsonObject Resource(StreamDocument stream, StreamState state) => new()
    {
        ["type"] = "live-stream",
        ["id"] = stream.Id,
        ["attributes"] = Attributes(stream, state),
    };

    public static JsonObject Status(StreamStore.Totals totals, long viewers, IEnumerable<JsonObject> streams) => new()
    {
        ["type"] = "stream-status",
        ["attributes"] = new JsonObject
        {
            ["totalStreams"] = totals.Streams,
            ["activeStreams"] = totals.Active,
            ["totalViewers"] = viewers,
            ["totalSegmentsUploaded"] = totals.SegmentsUploaded,
            ["totalBytesUploaded"] = totals.BytesUploaded,
            ["streams"] = Array(streams),
            ["featureFlags"] = new JsonObject { ["liveStreaming"] = true },
        },
    };

    public static JsonArray Array(IEnumerable<JsonObject> items) => [.. items];
}
