using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Ingest.Protocol;

/// <summary>The content of an <c>error</c> message.</summary>
/// <param name="Code">For programs: one of <see cref="ErrorCodes"/>, <see cref="SocketErrorCodes"/> or a stream's own codes.</param>
/// <param name="Sentence">For people.</param>
internal sealed record SocketError(string Code, string Sentence)
{
    /// <summary><c>warning</c> where the stream continues, and the recorder need not do anything; null for other errors.</summary>
    public string? Severity { get; private init; }

    /// <summary>
    /// A trouble of a stream that continues. It is an <c>error</c> all the same, because that is what existing clients show, and they do nothing else about it.
    /// </summary>
    public static SocketError Warning(string code, string sentence) => new(code, sentence) { Severity = "warning" };

    /// <summary>The same refusal as an HTTP client would get.</summary>
    public static SocketError Of(ApiErrorResult refusal) => new(refusal.Value.Errors[0].Code, refusal.Value.Errors[0].Detail);
}

/// <summary>Codes of errors that only a socket has.</summary>
internal static class SocketErrorCodes
{
    /// <summary>Media, or a stop, without a start.</summary>
    public const string NotStarted = "NOT_STARTED";

    /// <summary>A message of an unknown type.</summary>
    public const string UnknownType = "UNKNOWN_TYPE";
}
