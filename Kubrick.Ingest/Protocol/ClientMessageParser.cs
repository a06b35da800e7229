using System.Text.Json;
using Kubrick.Contracts.Recordings;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Ingest.Protocol;

/// <summary>Parses text messages. Unknown fields are ignored: a later version of the protocol may define them.</summary>
internal static class ClientMessageParser
{
    private const int MaxShownCharacters = 40;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Parses a message; <see cref="InvalidMessage"/> where the text is none.</summary>
    public static ClientMessage Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return Invalid(ErrorCodes.InvalidFormat, "A message must be a JSON object.");
            }

            if (!root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            {
                return Invalid(ErrorCodes.MissingParameter, "A message needs a 'type', which is a string.");
            }

            return type.GetString() switch
            {
                "start" => ReadStart(root),
                "stop" => StopReader.Read(root),
                "ping" => new PingMessage(),
                var other => Invalid(SocketErrorCodes.UnknownType, $"'{Shorten(other!)}' is no type of message: start, stop and ping are."),
            };
        }
        catch (JsonException)
        {
            return Invalid(ErrorCodes.InvalidFormat, JsonFault.Find(text.Span, Strict.MaxDepth, "The message").Sentence);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair has no decoded form.
            return Invalid(ErrorCodes.InvalidFormat, "The message contains text that is not valid Unicode.");
        }
    }

    private static ClientMessage ReadStart(JsonElement root)
    {
        if (!root.TryGetProperty("recordingId", out var id) || id.ValueKind == JsonValueKind.Null)
        {
            return Invalid(ErrorCodes.MissingParameter, "'recordingId' is required.");
        }

        if (id.ValueKind != JsonValueKind.String || !RecordingId.TryParse(id.GetString()!, out var recordingId))
        {
            return Invalid(ErrorCodes.InvalidId, $"'{Shorten(id.ToString())}' is not an id: ids are 24 hexadecimal digits.");
        }

        if (root.TryGetProperty("resume", out var resume) && resume.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
        {
            return Invalid(ErrorCodes.Validation, "'resume' must be true or false.");
        }

        return new StartMessage(recordingId.Value, resume.ValueKind == JsonValueKind.True);
    }

    private static InvalidMessage Invalid(string code, string sentence) => new(new SocketError(code, sentence));

    private static string Shorten(string text) => text.Length <= MaxShownCharacters ? text : text[..MaxShownCharacters] + "…";
}
