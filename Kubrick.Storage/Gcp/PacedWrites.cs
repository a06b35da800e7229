namespace Kubrick.Storage.Gcp;

/// <summary>
/// Writes one object at most once a second, because GCS answers 429 to more. Writers of one key wait for their turn; the one whose turn comes writes the
/// newest content, and writers of older content return with it. So the last content always lands, and it is stored when its call returns.
/// </summary>
internal sealed class PacedWrites(TimeProvider time)
{
    /// <summary>The time between two writes of one object.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Pace> paces = new(StringComparer.Ordinal);

    /// <summary>Writes content, or waits until newer content is written.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="write">Stores this content.</param>
    /// <param name="cancellationToken">Cancels the call; waiting writers of the same key continue.</param>
    /// <returns>What the storage answered to the write that stored this content or newer.</returns>
    public async Task<StoredObject> WriteAsync(string key, Func<CancellationToken, Task<StoredObject>> write, CancellationToken cancellationToken)
    {
        var pace = Enter(key, write, out var version);
        try
        {
            await pace.Turn.WaitAsync(cancellationToken);
            try
            {
                return pace.Landed is { } landed && landed.Version >= version ? landed.Stored : await WriteNewestAsync(pace, cancellationToken);
            }
            finally
            {
                pace.Turn.Release();
            }
        }
        finally
        {
            Leave(pace);
        }
    }

    private async Task<StoredObject> WriteNewestAsync(Pace pace, CancellationToken cancellationToken)
    {
        if (pace.WrittenAt is { } written && Interval - time.GetElapsedTime(written) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        var newest = pace.Newest;
        try
        {
            var stored = await newest.Write(cancellationToken);
            pace.Landed = (newest.Version, stored);
            return stored;
        }
        finally
        {
            // A failed write may have been stored, and counts.
            pace.WrittenAt = time.GetTimestamp();
        }
    }

    private Pace Enter(string key, Func<CancellationToken, Task<StoredObject>> write, out long version)
    {
        lock (paces)
        {
            RemoveUnused();
            if (!paces.TryGetValue(key, out var pace))
            {
                paces.Add(key, pace = new Pace());
            }

            pace.Writers++;
            version = pace.Newest.Version + 1;
            pace.Newest = new Content(version, write);
            return pace;
        }
    }

    private void Leave(Pace pace)
    {
        lock (paces)
        {
            pace.Writers--;
        }
    }

    /// <summary>Most keys are written once. They are forgotten after the interval.</summary>
    private void RemoveUnused()
    {
        foreach (var (key, pace) in paces)
        {
            if (pace.Writers == 0 && !(pace.WrittenAt is { } written && time.GetElapsedTime(written) < Interval))
            {
                paces.Remove(key);
                pace.Turn.Dispose();
            }
        }
    }

    private sealed class Pace
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Writers { get; set; }

        public Content Newest { get; set; } = new(0, _ => throw new InvalidOperationException("There is no content."));

        public (long Version, StoredObject Stored)? Landed { get; set; }

        public long? WrittenAt { get; set; }
    }

    private sealed record Content(long Version, Func<CancellationToken, Task<StoredObject>> Write);
}
