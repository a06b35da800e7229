using System.Text.Json.Serialization;

namespace Kubrick.ServiceDefaults.Errors;

/// <summary>The field that an error is about.</summary>
/// <param name="Pointer">A JSON pointer into the body (RFC 6901); null for a parameter.</param>
/// <param name="Parameter">A query parameter's name; null for a field of the body.</param>
public sealed record ErrorSource(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pointer = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Parameter = null);
