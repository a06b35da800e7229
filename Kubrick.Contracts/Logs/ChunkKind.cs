namespace Kubrick.Contracts.Logs;

/// <summary>What a record of the chunk log is.</summary>
public enum ChunkKind
{
    /// <summary>A publisher took the publisher's lease; its frames follow. The record has no body.</summary>
    Claim,

    /// <summary>A process that publishes nothing (a start or a stop over HTTP, a worker) took the lease to read where the log ends. The record has no body.</summary>
    Probe,

    /// <summary>The bytes of one frame of the recorder.</summary>
    Data,

    /// <summary>The publisher received frames that it could not append. The record has no body.</summary>
    Lost,

    /// <summary>The stream is over; later records do not count.</summary>
    End,
}
