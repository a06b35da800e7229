using System.Reflection;
using System.Text.Json;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Requests;

/// <summary>
/// A request's body as a parameter of a handler: one JSON object, as <c>application/vnd.api+json</c> or <c>application/json</c>. Other bodies are rejected before the handler
/// runs: 415 for a wrong content type, 413 when too large, 400 <c>INVALID_FORMAT</c> when malformed.
/// </summary>
public sealed class JsonBody
{
    private const string Subject = "The body";

    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = 32,
        // Parsers disagree on which duplicate counts, so two readers could see different values.
        AllowDuplicateProperties = false,
    };

    private JsonBody(JsonElement root) => Root = root;

    /// <summary>The object.</summary>
    public JsonElement Root { get; }

    /// <summary>A reader of the object's fields.</summary>
    public FieldReader Fields() => new(Root, "", []);

    /// <summary>Reads the body; called by the framework.</summary>
    public static async ValueTask<JsonBody?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (JsonMediaType.Refuse(context.Request.ContentType) is { } refusal)
        {
            throw new RequestException(refusal);
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var text = WithoutMark(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonBody(document.RootElement.Clone())
                : throw new RequestException(ApiErrors.InvalidFormat("The body must be a JSON object."));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            var fault = JsonFault.Find(text.Span, Strict.MaxDepth, Subject);
            throw new RequestException(ApiErrors.InvalidFormat(fault.Sentence, fault.Pointer is { } pointer ? new ErrorSource(Pointer: pointer) : null));
        }
    }

    // Some clients begin with a byte order mark (RFC 8259, 8.1, lets a parser ignore it).
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> text) => text.Span.StartsWith("\uFEFF"u8) ? text["\uFEFF"u8.Length..] : text;
}
