using System.Text.Json.Serialization;

namespace Kubrick.ServiceDefaults.Errors;

/// <summary>One error of a JSON:API error document.</summary>
/// <param name="Status">The HTTP status as a string.</param>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Title">The kind of error in a few words; the same for every error of a code.</param>
/// <param name="Detail">This error in one sentence; never a stack trace or an internal address.</param>
/// <param name="Source">Where the fault is; null where no field is at fault.</param>
public sealed record ApiError(
    string Status,
    string Code,
    string Title,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ErrorSource? Source);
