namespace Kubrick.Recordings.Moving;

/// <summary>What happened to one recording.</summary>
internal abstract record MoveOutcome
{
    private MoveOutcome()
    {
    }

    /// <summary>It is in the new place.</summary>
    public sealed record Moved(int Objects, long Bytes) : MoveOutcome;

    /// <summary>It stays where it is, for now.</summary>
    public sealed record Skipped(string Reason) : MoveOutcome;

    /// <summary>It stays where it is, because something is wrong.</summary>
    public sealed record Failed(string Reason) : MoveOutcome;

    /// <summary>It was deleted in the meantime, or is elsewhere.</summary>
    public sealed record Gone : MoveOutcome;
}
