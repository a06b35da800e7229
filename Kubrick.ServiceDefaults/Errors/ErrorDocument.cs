namespace Kubrick.ServiceDefaults.Errors;

/// <summary>A JSON:API error document.</summary>
/// <param name="Errors">At least one error.</param>
public sealed record ErrorDocument(IReadOnlyList<ApiError> Errors);
