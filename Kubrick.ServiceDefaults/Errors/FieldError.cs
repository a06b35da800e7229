namespace Kubrick.ServiceDefaults.Errors;

/// <summary>What is wrong with one field.</summary>
/// <param name="Source">Which field.</param>
/// <param name="Detail">One sentence.</param>
public sealed record FieldError(ErrorSource Source, string Detail);
