namespace Kubrick.Playback.Live;

/// <summary>Counts the media that the windows of all streams hold in memory.</summary>
internal sealed class WindowMemory(long limit)
{
    private long used;

    public long Used => Interlocked.Read(ref used);

    /// <summary>Windows must shrink, so that there stays room for other streams.</summary>
    public bool IsTight => Used > limit / 4 * 3;

    /// <summary>There is no room for another stream.</summary>
    public bool IsFull => Used > limit;

    public void Add(long bytes) => Interlocked.Add(ref used, bytes);
}
