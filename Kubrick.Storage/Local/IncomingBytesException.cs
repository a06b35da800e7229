namespace Kubrick.Storage.Local;

/// <summary>A request body was refused. None of it is stored.</summary>
public sealed class IncomingBytesException : Exception
{
    private IncomingBytesException(IncomingBytesError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>The kind of fault.</summary>
    public IncomingBytesError Error { get; }

    internal static IncomingBytesException TooLarge(long limit) =>
        new(IncomingBytesError.TooLarge, $"The body is larger than the limit of {limit} bytes.");

    internal static IncomingBytesException WrongLength(long declared, long received) =>
        new(IncomingBytesError.WrongLength, $"The Content-Length is {declared} bytes, but the body has {received}.");

    internal static IncomingBytesException WrongChecksum(string name) =>
        new(IncomingBytesError.WrongChecksum, $"The body's {name} is not the one that the URL is signed for; send the part again.");

    internal static IncomingBytesException Incomplete(IOException exception) =>
        new(IncomingBytesError.Incomplete, "The body is incomplete: the connection was closed.", exception);
}

/// <summary>The faults of a request body.</summary>
public enum IncomingBytesError
{
    /// <summary>It is larger than the limit.</summary>
    TooLarge,

    /// <summary>Its length is not the declared one.</summary>
    WrongLength,

    /// <summary>The connection was closed before its end.</summary>
    Incomplete,

    /// <summary>Its checksum is not the announced one: bytes changed on the way.</summary>
    WrongChecksum,
}
