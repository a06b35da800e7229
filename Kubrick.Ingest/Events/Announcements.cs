namespace Kubrick.Ingest.Events;

/// <summary>
/// What this replica has announced to its sockets. Events may be delivered twice and in any order; clients get one start and one end, and no start after the end.
/// </summary>
internal sealed class Announcements
{
    private readonly Lock gate = new();
    private readonly RecentIds started = new();
    private readonly RecentIds ended = new();

    /// <summary>Whether the start of a stream is still to be announced.</summary>
    public bool IsNewStart(string recordingId)
    {
        lock (gate)
        {
            return !ended.Contains(recordingId) && started.TryAdd(recordingId, out _);
        }
    }

    /// <summary>
    /// Whether the end of a deleted recording's stream is still to be announced. Most deleted recordings were never streamed, or ended long ago; where the
    /// start was not announced, neither is anything that is delivered later.
    /// </summary>
    public bool IsNewEndOfStarted(string recordingId)
    {
        lock (gate)
        {
            return ended.TryAdd(recordingId, out _) && started.Contains(recordingId);
        }
    }

    /// <summary>Whether the end of a stream is still to be announced.</summary>
    public bool IsNewEnd(string recordingId)
    {
        lock (gate)
        {
            return ended.TryAdd(recordingId, out _);
        }
    }
}
