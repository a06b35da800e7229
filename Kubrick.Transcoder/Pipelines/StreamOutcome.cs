namespace Kubrick.Transcoder.Pipelines;

/// <summary>What came of a worker's work on a stream.</summary>
internal enum StreamOutcome
{
    /// <summary>The stream is over and stored.</summary>
    Ended,

    /// <summary>The stream is over, with an error.</summary>
    Failed,

    /// <summary>The recording was deleted: nothing of the stream is left.</summary>
    Deleted,

    /// <summary>Another worker has the stream, or had it to its end.</summary>
    Duplicate,

    /// <summary>There is no such stream any more: its chunk log was removed after its end, or never was.</summary>
    Gone,

    /// <summary>Somebody has the stream, but this message may be its only one: it goes back.</summary>
    Busy,
}
