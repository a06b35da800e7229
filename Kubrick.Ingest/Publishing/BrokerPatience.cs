namespace Kubrick.Ingest.Publishing;

/// <summary>
/// How long a publisher waits for its broker. It counts from the first loss since anything was confirmed: a broker that comes back again and again, and takes nothing,
/// is as good as away.
/// </summary>
internal sealed class BrokerPatience(TimeSpan patience, TimeProvider clock)
{
    private long? lostAt;

    public bool IsOver => lostAt is { } since && clock.GetElapsedTime(since) >= patience;

    /// <summary>The broker, or the way to it, was lost.</summary>
    public void Lost() => lostAt ??= clock.GetTimestamp();

    /// <summary>It took what there was for it.</summary>
    public void Confirmed() => lostAt = null;
}
