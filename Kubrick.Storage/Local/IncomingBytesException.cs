namespace Kubrick.Storage.Local;

/// <summary>The bytes that a client sent are not what they should be. Nothing of them was kept.</summary>
public sealed class IncomingBytesException : Exception
{
    private IncomingBytesException(IncomingBytesError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>What was wrong.</summary>
    public IncomingBytesError Error { get; }

    internal static IncomingBytesException TooLarge(long limit) =>
        new(IncomingBytesError.TooLarge, $"The body has more than the {limit} bytes that may be stored here.");

    internal static IncomingBytesException WrongLength(long declared, long received) =>
        new(IncomingBytesError.WrongLength, $"The Content-Length is {declared} bytes, but {received} came.");

    internal static IncomingBytesException BrokenOff(IOException exception) =>
        new(IncomingBytesError.BrokenOff, "The body broke off.", exception);
}
