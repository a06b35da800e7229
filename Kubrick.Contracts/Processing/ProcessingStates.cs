namespace Kubrick.Contracts.Processing;

/// <summary>The states of a recording's processing, as sent to clients.</summary>
public static class ProcessingStates
{
    /// <summary>It waits for a worker.</summary>
    public const string Queued = "queued";

    /// <summary>A worker has it.</summary>
    public const string Running = "running";

    /// <summary>Everything is made.</summary>
    public const string Done = "done";

    /// <summary>Something could not be made.</summary>
    public const string Failed = "failed";
}
