using System.Text.Json.Serialization;

namespace Kubrick.ServiceDefaults.Errors;

/// <summary>The part of the request that an error is about; one of the three is set.</summary>
/// <param name="Pointer">A JSON pointer into the body (RFC 6901).</param>
/// <param name="Parameter">A query parameter's name.</param>
/// <param name="Header">A header's name.</param>
public sealed record ErrorSource(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pointer = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Parameter = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Header = null);
