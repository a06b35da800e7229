namespace Kubrick.Contracts.Logs;

/// <summary>Why a stream is over.</summary>
public enum StreamEndReason
{
    /// <summary>The recorder, or a client over HTTP, stopped it.</summary>
    Stopped,

    /// <summary>The recorder closed its socket normally, without a stop.</summary>
    Closed,

    /// <summary>The recorder's connection broke, and it did not return within the grace period.</summary>
    Lost,

    /// <summary>A recorder was connected, and sent no media.</summary>
    NoMedia,

    /// <summary>The recording was deleted.</summary>
    Deleted,
}
