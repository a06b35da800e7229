namespace Kubrick.Ingest.Publishing;

/// <summary>How a publisher's work on a recording ended.</summary>
internal enum PublisherFate
{
    /// <summary>It appended the end, which is durable.</summary>
    Ended,

    /// <summary>While it was disconnected from the broker another writer appended the end.</summary>
    EndedElsewhere,

    /// <summary>A newer connection publishes the recording.</summary>
    TakenOver,

    /// <summary>It released the lease without an end; another publisher may continue.</summary>
    Released,

    /// <summary>The stream failed or was deleted: nothing more was appended.</summary>
    Abandoned,

    /// <summary>The broker was unavailable for too long; unconfirmed frames are lost.</summary>
    BrokerUnavailable,

    /// <summary>The broker accepts no record as large as one of the frames.</summary>
    TooLarge,

    /// <summary>The broker returned without frames that it had confirmed.</summary>
    LogDamaged,
}
