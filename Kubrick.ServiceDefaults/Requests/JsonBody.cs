using System.Reflection;
using System.Text.Json;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kubrick.ServiceDefaults.Requests;

/// <summary>
/// A request's body as a parameter of a handler: one JSON object, as <c>application/vnd.api+json</c> or <c>application/json</c>. Other bodies are rejected before the handler
/// runs: 415 for a wrong content type, 413 when too large, 400 <c>INVALID_FORMAT</c> when malformed.
/// </summary>
public sealed class JsonBody
{
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
        if (!IsJson(context.Request.ContentType))
        {
            throw new RequestException(ApiErrors.OfStatus(StatusCodes.Status415UnsupportedMediaType));
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, Strict, context.RequestAborted);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonBody(document.RootElement.Clone())
                : throw new RequestException(ApiErrors.InvalidFormat("The body must be a JSON object."));
        }
        catch (JsonException exception)
        {
            var where = exception.LineNumber is { } line ? $" (line {line + 1}, byte {exception.BytePositionInLine + 1})" : "";
            throw new RequestException(ApiErrors.InvalidFormat($"The body is not well-formed JSON{where}."));
        }
        catch (InvalidOperationException)
        {
            // The check for duplicates decodes names, which fails for a name with a lone surrogate.
            throw new RequestException(ApiErrors.InvalidFormat("The body has a property whose name is invalid Unicode."));
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals(ApiErrorResult.ContentType, StringComparison.OrdinalIgnoreCase));
}
