using System.Text.Json;
using Kubrick.Contracts.Recordings;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Ingest.Protocol;

/// <summary>Reads text messages. Fields that it does not know are for a later version of the protocol.</summary>
internal static class ClientMessageParser
{
    private const int LongestShown = 40;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>The message, or what is wrong with it.</summary>
    public static (ClientMessage? Message, SocketError? Error) Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return Fault(ErrorCodes.InvalidFormat, "A message must be a JSON object.");
            }

            if (!root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            {
                return Fault(ErrorCodes.MissingParameter, "A message needs a 'type', which is a string.");
            }

            return type.GetString() switch
            {
                "start" => ReadStart(root),
                "stop" => (new StopMessage(), null),
                "ping" => (new PingMessage(), null),
                var other => Fault(SocketErrorCodes.UnknownType, $"'{Shorten(other!)}' is no type of message: start, stop and ping are."),
            };
        }
        catch (JsonException)
        {
            return Fault(ErrorCodes.InvalidFormat, "The message is not well-formed JSON.");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair has no decoded form.
            return Fault(ErrorCodes.InvalidFormat, "The message holds text that is no valid Unicode.");
        }
    }

    private static (ClientMessage?, SocketError?) ReadStart(JsonElement root)
    {
        if (!root.TryGetProperty("recordingId", out var id) || id.ValueKind == JsonValueKind.Null)
        {
            return Fault(ErrorCodes.MissingParameter, "'recordingId' is required.");
        }

        if (id.ValueKind != JsonValueKind.String || !RecordingId.TryParse(id.GetString()!, out var recordingId))
        {
            return Fault(ErrorCodes.InvalidId, $"'{Shorten(id.ToString())}' is not an id: ids are 24 hexadecimal digits.");
        }

        return root.TryGetProperty("resume", out var resume) && resume.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null)
            ? Fault(ErrorCodes.Validation, "'resume' must be true or false.")
            : (new StartMessage(recordingId.Value, resume.ValueKind == JsonValueKind.True), null);
    }

    private static (ClientMessage?, SocketError?) Fault(string code, string sentence) => (null, new SocketError(code, sentence));

    private static string Shorten(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";
}
