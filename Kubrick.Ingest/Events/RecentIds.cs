namespace Kubrick.Ingest.Events;

/// <summary>The last few ids of something that may be reported twice. Not thread-safe.</summary>
internal sealed class RecentIds
{
    private const int Capacity = 4_096;

    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    public bool Contains(string id) => ids.Contains(id);

    /// <summary>Adds an id; false when it is known.</summary>
    /// <param name="id">The id.</param>
    /// <param name="forgotten">The oldest id, which was evicted for it; null when there was room.</param>
    public bool TryAdd(string id, out string? forgotten)
    {
        forgotten = null;
        if (!ids.Add(id))
        {
            return false;
        }

        order.Enqueue(id);
        if (order.Count > Capacity)
        {
            forgotten = order.Dequeue();
            ids.Remove(forgotten);
        }

        return true;
    }
}
