namespace Kubrick.Contracts.Logs;

/// <summary>Why a stream is over.</summary>
public enum StreamEndReason
{
    /// <summary>The recorder, or somebody over HTTP, said stop.</summary>
    Stopped,

    /// <summary>The recorder's socket was closed normally, without a stop.</summary>
    Closed,

    /// <summary>The recorder went without a word and did not come back within the grace period.</summary>
    Lost,

    /// <summary>A recorder was connected, and no byte ever came.</summary>
    NoMedia,

    /// <summary>The recording was deleted: nothing of it is kept.</summary>
    Deleted,
}
