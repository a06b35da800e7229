namespace Kubrick.Ingest.Publishing;

/// <summary>How a publisher's work on a recording ended.</summary>
internal enum PublisherFate
{
    /// <summary>It wrote the end, and that is durable.</summary>
    Ended,

    /// <summary>While it was away from the broker somebody else wrote the end.</summary>
    EndedElsewhere,

    /// <summary>A newer connection publishes the recording now.</summary>
    TakenOver,

    /// <summary>It let go without an end; another may go on.</summary>
    Released,

    /// <summary>The stream failed or is gone: nothing more was appended.</summary>
    Abandoned,

    /// <summary>The broker stayed away too long; what was not confirmed is lost.</summary>
    BrokerAway,

    /// <summary>The broker takes no record as large as one of its frames.</summary>
    TooLarge,

    /// <summary>The broker came back without frames that it had confirmed.</summary>
    LogDamaged,
}
