namespace Kubrick.Transcoder.Media;

/// <summary>
/// Tells when input flows into FFmpeg and nothing comes out of it: a corrupt input can end its output without a word, and a hostile one can have it keep whatever it is given.
/// </summary>
internal sealed class StallWatch(TimeSpan patience, TimeProvider time)
{
    /// <summary>How many bytes FFmpeg may be given before something comes out of it. It keeps them; 10 s of 50 Mbit/s are not more.</summary>
    internal const long MostUnanswered = 64 << 20;

    private readonly Lock gate = new();
    private long unanswered;
    private long lastOutput = time.GetTimestamp();
    private long? flowingSince;
    private long lastInput = time.GetTimestamp();
    private long? blockedSince;
    private bool isHandling;
    private bool isClosed;

    /// <summary>Bytes came that FFmpeg will be given. After a pause their times may jump: FFmpeg is to have its time from here on.</summary>
    public void Coming()
    {
        lock (gate)
        {
            if (flowingSince is null || time.GetElapsedTime(lastInput) >= patience / 2)
            {
                flowingSince = time.GetTimestamp();
            }

            lastInput = time.GetTimestamp();
        }
    }

    /// <summary>FFmpeg is given bytes, or has taken them.</summary>
    public void Writing(bool isBlocked)
    {
        lock (gate)
        {
            blockedSince = isBlocked ? time.GetTimestamp() : null;
        }
    }

    /// <summary>Whether FFmpeg was given so much without an answer that it is to get no more until something comes out of it.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
            {
                return unanswered >= MostUnanswered;
            }
        }
    }

    /// <summary>FFmpeg has taken bytes.</summary>
    public void Fed(int bytes)
    {
        lock (gate)
        {
            unanswered += bytes;
        }
    }

    /// <summary>Output came and is being handed on, or was: meanwhile FFmpeg may have to wait.</summary>
    public void Handling(bool isBusy)
    {
        lock (gate)
        {
            isHandling = isBusy;
            flowingSince = null;
            unanswered = 0;
            lastOutput = time.GetTimestamp();
        }
    }

    /// <summary>The input was closed.</summary>
    public void Closed()
    {
        lock (gate)
        {
            isClosed = true;
            lastOutput = time.GetTimestamp();
        }
    }

    /// <summary>Whether FFmpeg hangs.</summary>
    /// <param name="fedUs">Up to where on the container's time line it was fed, in µs.</param>
    /// <param name="madeUs">Up to where it made output; null where it made none.</param>
    /// <param name="fromUs">Where its input begins.</param>
    public bool IsStalled(long fedUs, long? madeUs, long fromUs)
    {
        lock (gate)
        {
            if (isHandling || time.GetElapsedTime(lastOutput) < patience)
            {
                return false;
            }

            return isClosed
                || (blockedSince is { } since && time.GetElapsedTime(since) >= patience)
                || (fedUs - (madeUs ?? fromUs) >= patience.TotalMicroseconds && time.GetElapsedTime(flowingSince ?? lastOutput) >= patience);
        }
    }
}
