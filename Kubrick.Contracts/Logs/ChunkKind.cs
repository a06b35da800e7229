namespace Kubrick.Contracts.Logs;

/// <summary>What a record of the chunk log is.</summary>
public enum ChunkKind
{
    /// <summary>Somebody took the right to append, mostly a publisher: it carries no bytes, and tells where the log ended before it.</summary>
    Open,

    /// <summary>Bytes of the recorder, as they came in one frame.</summary>
    Data,

    /// <summary>The stream is over; nothing follows that counts.</summary>
    End,
}
