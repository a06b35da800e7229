namespace Kubrick.Storage.Local;

/// <summary>What was wrong with the bytes that a client sent.</summary>
public enum IncomingBytesError
{
    /// <summary>More than may be stored.</summary>
    TooLarge,

    /// <summary>Not as many as declared.</summary>
    WrongLength,

    /// <summary>The client went away, or its connection broke.</summary>
    BrokenOff,
}
