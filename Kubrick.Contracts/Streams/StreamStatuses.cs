namespace Kubrick.Contracts.Streams;

/// <summary>The statuses of a stream, as sent to clients.</summary>
public static class StreamStatuses
{
    /// <summary>Started; no worker has read any bytes yet.</summary>
    public const string Starting = "starting";

    /// <summary>Running.</summary>
    public const string Live = "live";

    /// <summary>The publisher disconnected and may reconnect.</summary>
    public const string Reconnecting = "reconnecting";

    /// <summary>Ended by the publisher; the rest is being stored.</summary>
    public const string Stopping = "stopping";

    /// <summary>Ended and completely stored.</summary>
    public const string Ended = "ended";

    /// <summary>Ended with an error.</summary>
    public const string Error = "error";
}
