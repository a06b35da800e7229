namespace Kubrick.Transcoder.Media;

/// <summary>
/// Detects an FFmpeg that takes input and produces nothing: corrupt input can end its output without an error, and hostile input can make it buffer everything it is given.
/// Safe for use by several tasks.
/// </summary>
internal sealed class StallWatch(TimeSpan timeout, TimeProvider time)
{
    /// <summary>How many bytes FFmpeg may take before it produces output: it buffers them. 10 s of 50 Mbit/s are no more.</summary>
    internal const long MaxUnanswered = 64 << 20;

    private readonly Lock gate = new();
    private long unanswered;
    private long lastOutput = time.GetTimestamp();
    private long? flowingSince;
    private long lastInput = time.GetTimestamp();
    private long? writingSince;
    private bool isHandlingOutput;
    private bool isInputClosed;

    /// <summary>Whether FFmpeg took so many bytes without output that it gets no more until there is some.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
            {
                return unanswered >= MaxUnanswered;
            }
        }
    }

    /// <summary>Bytes arrived that FFmpeg will get. After a pause their times may jump, so FFmpeg's time restarts here.</summary>
    public void InputArrived()
    {
        lock (gate)
        {
            if (flowingSince is null || time.GetElapsedTime(lastInput) >= timeout / 2)
            {
                flowingSince = time.GetTimestamp();
            }

            lastInput = time.GetTimestamp();
        }
    }

    /// <summary>A write to FFmpeg starts or ends.</summary>
    public void SetWriting(bool isWriting)
    {
        lock (gate)
        {
            writingSince = isWriting ? time.GetTimestamp() : null;
        }
    }

    /// <summary>FFmpeg took bytes.</summary>
    public void Written(int bytes)
    {
        lock (gate)
        {
            unanswered += bytes;
        }
    }

    /// <summary>Output is being handled, or was: FFmpeg may have to wait in the meantime.</summary>
    public void SetHandlingOutput(bool isHandling)
    {
        lock (gate)
        {
            isHandlingOutput = isHandling;
            flowingSince = null;
            unanswered = 0;
            lastOutput = time.GetTimestamp();
        }
    }

    /// <summary>FFmpeg's input was closed.</summary>
    public void InputClosed()
    {
        lock (gate)
        {
            isInputClosed = true;
            lastOutput = time.GetTimestamp();
        }
    }

    /// <summary>Whether FFmpeg is stalled.</summary>
    /// <param name="inputUs">Up to where it was given input, in µs on the container's timeline.</param>
    /// <param name="outputUs">Up to where it produced output; null for none.</param>
    /// <param name="startUs">Where its input starts.</param>
    public bool IsStalled(long inputUs, long? outputUs, long startUs)
    {
        lock (gate)
        {
            if (isHandlingOutput || time.GetElapsedTime(lastOutput) < timeout)
            {
                return false;
            }

            return isInputClosed
                || (writingSince is { } since && time.GetElapsedTime(since) >= timeout)
                || (inputUs - (outputUs ?? startUs) >= timeout.TotalMicroseconds && time.GetElapsedTime(flowingSince ?? lastOutput) >= timeout);
        }
    }
}
