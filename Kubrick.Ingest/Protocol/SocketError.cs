using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Ingest.Protocol;

/// <summary>What an <c>error</c> message tells.</summary>
/// <param name="Code">For programs: one of <see cref="ErrorCodes"/>, <see cref="SocketErrorCodes"/> or a stream's own codes.</param>
/// <param name="Sentence">For people.</param>
internal sealed record SocketError(string Code, string Sentence)
{
    /// <summary>The same refusal as an HTTP client would get.</summary>
    public static SocketError Of(ApiErrorResult refusal) => new(refusal.Value.Errors[0].Code, refusal.Value.Errors[0].Detail);
}
