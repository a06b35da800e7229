namespace Kubrick.Playback.Live;

/// <summary>Counts the media that the windows of all streams hold in memory.</summary>
internal sealed class WindowMemory(long limit)
{
    private long used;

    public long Used => Interlocked.Read(ref used);

    public bool IsFull => Used > limit;

    public void Add(long bytes) => Interlocked.Add(ref used, bytes);
}
