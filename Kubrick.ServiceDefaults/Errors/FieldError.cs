namespace Kubrick.ServiceDefaults.Errors;

/// <summary>An error in one field.</summary>
/// <param name="Source">The field.</param>
/// <param name="Detail">One sentence.</param>
public sealed record FieldError(ErrorSource Source, string Detail);
