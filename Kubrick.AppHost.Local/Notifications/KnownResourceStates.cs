namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states that Aspire knows and the local runner uses.</summary>
public static class KnownResourceStates
{
    /// <summary>It waits for another resource.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Its process is being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Its process runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Its process is being stopped.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>It was stopped.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Its process ended and is not started again.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>It cannot run; nothing starts it again by itself.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>Not started yet.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>The states in which nothing happens by itself any more.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
