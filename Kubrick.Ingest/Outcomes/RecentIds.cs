namespace Kubrick.Ingest.Outcomes;

/// <summary>The last few ids of something that may be told twice. Not safe for several threads at once.</summary>
internal sealed class RecentIds
{
    private const int Kept = 4_096;

    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    public bool Contains(string id) => ids.Contains(id);

    /// <summary>Adds one; false where it is known.</summary>
    /// <param name="id">The id.</param>
    /// <param name="forgotten">The oldest, which had to go for it; null where there was room.</param>
    public bool TryAdd(string id, out string? forgotten)
    {
        forgotten = null;
        if (!ids.Add(id))
        {
            return false;
        }

        order.Enqueue(id);
        if (order.Count > Kept)
        {
            forgotten = order.Dequeue();
            ids.Remove(forgotten);
        }

        return true;
    }
}
