namespace Kubrick.Ingest.Publishing;

/// <summary>What the holder of a publisher's lease is asked over it, on whichever replica, and what it answers.</summary>
internal static class LeaseQuestions
{
    /// <summary>Append the end and let go.</summary>
    public const string Stop = "stop";

    /// <summary>Let go: a newer connection of the same recorder is here.</summary>
    public const string Yield = "yield";

    /// <summary>Is anybody publishing?</summary>
    public const string Hold = "hold";

    /// <summary>Somebody is, and goes on.</summary>
    public const string Holding = "holding";

    /// <summary>It lets go of the lease by itself, or as it was asked.</summary>
    public const string Leaving = "leaving";

    /// <summary>The holder needs the lease for a moment only.</summary>
    public static Task<string> AnswerLeaving(string question, CancellationToken cancellationToken) => Task.FromResult(Leaving);
}
