namespace Kubrick.Transcoder.Jobs;

/// <summary>The outcome of a job; its name is a tag of the metrics.</summary>
internal enum JobOutcome
{
    /// <summary>The stream is over and stored.</summary>
    Ended,

    /// <summary>The stream is over, with an error.</summary>
    Failed,

    /// <summary>The recording was deleted: nothing of the stream is left.</summary>
    Deleted,

    /// <summary>Another worker owns the stream, or finished it.</summary>
    Duplicate,

    /// <summary>The stream does not exist: its chunk log was removed after its end, or never existed.</summary>
    Gone,

    /// <summary>Another worker owns the stream, but this message may be its only one: it is requeued.</summary>
    Busy,
}
