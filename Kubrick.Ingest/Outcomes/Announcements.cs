namespace Kubrick.Ingest.Outcomes;

/// <summary>What this replica has told its sockets: events may come twice, and clients are told once.</summary>
internal sealed class Announcements
{
    private readonly Lock gate = new();
    private readonly RecentIds started = new();
    private readonly RecentIds ended = new();

    /// <summary>Whether the start of a stream is news.</summary>
    public bool IsNewStart(string recordingId)
    {
        lock (gate)
        {
            return started.TryAdd(recordingId, out _);
        }
    }

    /// <summary>Whether the end of a stream is news, where there is one: most recordings that are deleted were none, or are long over.</summary>
    public bool IsNewEndOfStarted(string recordingId)
    {
        lock (gate)
        {
            return started.Contains(recordingId) && ended.TryAdd(recordingId, out _);
        }
    }

    /// <summary>Whether the end of a stream is news.</summary>
    public bool IsNewEnd(string recordingId)
    {
        lock (gate)
        {
            return ended.TryAdd(recordingId, out _);
        }
    }
}
