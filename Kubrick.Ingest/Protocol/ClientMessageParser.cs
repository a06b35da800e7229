using System.Text.Json;
using Kubrick.Contracts.Recordings;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Ingest.Protocol;

/// <summary>Parses text messages. Unknown fields are ignored: a later version of the protocol may define them.</summary>
internal static class ClientMessageParser
{
    private const int MaxShownCharacters = 40;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>The message, or why it is invalid.</summary>
    public static Result<ClientMessage, SocketError> Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return new SocketError(ErrorCodes.InvalidFormat, "A message must be a JSON object.");
            }

            if (!root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            {
                return new SocketError(ErrorCodes.MissingParameter, "A message needs a 'type', which is a string.");
            }

            return type.GetString() switch
            {
                "start" => ReadStart(root),
                "stop" => new StopMessage(),
                "ping" => new PingMessage(),
                var other => new SocketError(SocketErrorCodes.UnknownType, $"'{Shorten(other!)}' is no type of message: start, stop and ping are."),
            };
        }
        catch (JsonException)
        {
            return new SocketError(ErrorCodes.InvalidFormat, "The message is not well-formed JSON.");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair has no decoded form.
            return new SocketError(ErrorCodes.InvalidFormat, "The message holds text that is no valid Unicode.");
        }
    }

    private static Result<ClientMessage, SocketError> ReadStart(JsonElement root)
    {
        if (!root.TryGetProperty("recordingId", out var id) || id.ValueKind == JsonValueKind.Null)
        {
            return new SocketError(ErrorCodes.MissingParameter, "'recordingId' is required.");
        }

        if (id.ValueKind != JsonValueKind.String || !RecordingId.TryParse(id.GetString()!, out var recordingId))
        {
            return new SocketError(ErrorCodes.InvalidId, $"'{Shorten(id.ToString())}' is not an id: ids are 24 hexadecimal digits.");
        }

        if (root.TryGetProperty("resume", out var resume) && resume.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
        {
            return new SocketError(ErrorCodes.Validation, "'resume' must be true or false.");
        }

        return new StartMessage(recordingId.Value, resume.ValueKind == JsonValueKind.True);
    }

    private static string Shorten(string text) => text.Length <= MaxShownCharacters ? text : text[..MaxShownCharacters] + "…";
}
