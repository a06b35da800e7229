namespace Kubrick.ServiceDefaults.Errors;

/// <summary>A request that cannot be bound to a handler's parameters; thrown where no result can be returned.</summary>
/// <param name="result">The response.</param>
public sealed class RequestException(ApiErrorResult result) : Exception(result.Value.Errors[0].Detail)
{
    /// <summary>The response.</summary>
    public ApiErrorResult Result { get; } = result;
}
