namespace Kubrick.Recordings.Documents;

/// <summary>The state of a recording's processing. Stored and sent in lower case.</summary>
internal enum ProcessingState
{
    /// <summary>It waits for a worker.</summary>
    Queued,

    /// <summary>A worker has it.</summary>
    Running,

    /// <summary>Everything is made.</summary>
    Done,

    /// <summary>Something could not be made.</summary>
    Failed,
}
