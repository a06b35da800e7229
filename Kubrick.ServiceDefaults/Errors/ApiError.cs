using System.Text.Json.Serialization;

namespace Kubrick.ServiceDefaults.Errors;

/// <summary>One error of a JSON:API error document.</summary>
/// <param name="Status">The HTTP status as a string.</param>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Title">The kind of error in a few words; the same for all errors with the same code.</param>
/// <param name="Detail">This error in one sentence; never a stack trace or an internal address.</param>
/// <param name="Source">The field at fault; null when the error is not about a field.</param>
public sealed record ApiError(
    string Status,
    string Code,
    string Title,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ErrorSource? Source);
