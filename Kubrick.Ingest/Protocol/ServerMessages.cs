using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kubrick.Ingest.Protocol;

/// <summary>The server's messages, as the bytes of a text message: exactly the fields of the contract (<c>docs/websocket.md</c>).</summary>
internal static partial class ServerMessages
{
    public static byte[] Started(string recordingId, string streamPrefix) =>
        Write(new StartedMessage("started", recordingId, "live", streamPrefix), Json.Default.StartedMessage);

    public static byte[] Pong(DateTimeOffset now) => Write(new PongMessage("pong", now.ToUnixTimeMilliseconds()), Json.Default.PongMessage);

    public static byte[] Stopped(string recordingId, string status, long durationMs, long segmentsUploaded, long bytesUploaded) =>
        Write(new StoppedMessage("stopped", recordingId, status, durationMs, segmentsUploaded, bytesUploaded), Json.Default.StoppedMessage);

    public static byte[] Error(SocketError error) => Write(new ErrorMessage("error", error.Code, error.Sentence, error.Severity), Json.Default.ErrorMessage);

    /// <summary>A trouble that was reported as a warning is over.</summary>
    public static byte[] Recovered(string recordingId, string code) => Write(new RecoveredMessage("recovered", recordingId, code), Json.Default.RecoveredMessage);

    public static byte[] StreamStarted(string recordingId) => Write(new StreamMessage("streamStarted", recordingId, null), Json.Default.StreamMessage);

    public static byte[] StreamEnded(string recordingId, string status) => Write(new StreamMessage("streamEnded", recordingId, status), Json.Default.StreamMessage);

    public static byte[] ViewerJoined(string recordingId, string viewerId, int viewerCount) =>
        Write(new ViewerMessage("viewerJoined", recordingId, viewerId, viewerCount), Json.Default.ViewerMessage);

    public static byte[] ViewerLeft(string recordingId, string viewerId, int viewerCount) =>
        Write(new ViewerMessage("viewerLeft", recordingId, viewerId, viewerCount), Json.Default.ViewerMessage);

    private static byte[] Write<T>(T message, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(message, type);

    private sealed record StartedMessage(string Type, string RecordingId, string Status, string StreamPrefix);

    private sealed record PongMessage(string Type, long Timestamp);

    private sealed record StoppedMessage(string Type, string RecordingId, string Status, long Duration, long SegmentsUploaded, long BytesUploaded);

    private sealed record ErrorMessage(string Type, string Code, string Error, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Severity);

    private sealed record RecoveredMessage(string Type, string RecordingId, string Code);

    private sealed record StreamMessage(string Type, string RecordingId, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Status);

    private sealed record ViewerMessage(string Type, string RecordingId, string ViewerId, int ViewerCount);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(StartedMessage))]
    [JsonSerializable(typeof(PongMessage))]
    [JsonSerializable(typeof(StoppedMessage))]
    [JsonSerializable(typeof(ErrorMessage))]
    [JsonSerializable(typeof(RecoveredMessage))]
    [JsonSerializable(typeof(StreamMessage))]
    [JsonSerializable(typeof(ViewerMessage))]
    private sealed partial class Json : JsonSerializerContext;
}
