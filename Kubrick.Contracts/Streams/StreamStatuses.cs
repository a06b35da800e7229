namespace Kubrick.Contracts.Streams;

/// <summary>The states of a stream, as sent to clients.</summary>
public static class StreamStatuses
{
    /// <summary>Started, and no worker has read a byte of it yet.</summary>
    public const string Starting = "starting";

    /// <summary>It runs.</summary>
    public const string Live = "live";

    /// <summary>The publisher is gone and may come back.</summary>
    public const string Reconnecting = "reconnecting";

    /// <summary>Its end is known, and the last of it is being stored.</summary>
    public const string Stopping = "stopping";

    /// <summary>Over and stored.</summary>
    public const string Ended = "ended";

    /// <summary>Over, with an error.</summary>
    public const string Error = "error";
}
