using Kubrick.StreamLogs;

namespace Kubrick.Playback.Live;

/// <summary>How far a part log was read.</summary>
/// <param name="since">Where reading begins before anything was read.</param>
internal sealed class LogPosition(DateTimeOffset since)
{
    private long last = -1;

    /// <summary>The offset of the last record that was read; -1 before the first.</summary>
    public long Last
    {
        get => Interlocked.Read(ref last);
        set => Interlocked.Exchange(ref last, value);
    }

    public StreamLogStart Start => Last >= 0 ? StreamLogStart.At(Last + 1) : StreamLogStart.Since(since);
}
