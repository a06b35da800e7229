namespace Kubrick.Ingest.Protocol;

/// <summary>Codes of errors that only a socket knows.</summary>
internal static class SocketErrorCodes
{
    /// <summary>Media, or a stop, without a start.</summary>
    public const string NotStarted = "NOT_STARTED";

    /// <summary>A message of a type that there is not.</summary>
    public const string UnknownType = "UNKNOWN_TYPE";
}
