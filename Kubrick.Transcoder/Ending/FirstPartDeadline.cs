using System.Globalization;
using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Ending;

/// <summary>
/// The deadline for a stream's first part: a publisher that sends a byte and stays connected, or stops in the middle of the first cluster, would otherwise occupy a slot for
/// ever. The timer runs only while there is a publisher: a recorder that lost its network has the whole grace period. Safe for use by several tasks.
/// </summary>
internal sealed class FirstPartDeadline(TimeSpan timeout, TimeProvider time, bool isMet) : IDisposable
{
    private readonly CancellationTokenSource expired = new(Timeout.InfiniteTimeSpan, time);
    private readonly Lock gate = new();
    private bool hasBytes;
    private bool isRunning;
    private bool isOver = isMet;

    /// <summary>Cancelled when the first part is late.</summary>
    public CancellationToken Expired => expired.Token;

    /// <summary>The recorder's bytes arrived: the first ones start the timer, and so do the first ones after an interruption.</summary>
    public void BytesArrived()
    {
        lock (gate)
        {
            hasBytes = true;
            Start(restarts: false);
        }
    }

    /// <summary>A publisher connected: the timer restarts.</summary>
    public void PublisherConnected()
    {
        lock (gate)
        {
            Start(restarts: true);
        }
    }

    /// <summary>It was checked whether there is a publisher.</summary>
    public void PublisherChecked(bool isPublishing)
    {
        lock (gate)
        {
            if (isPublishing)
            {
                Start(restarts: false);
            }
            else
            {
                Stop();
            }
        }
    }

    /// <summary>A part or a segment was made: the deadline is met for good.</summary>
    public void Met()
    {
        lock (gate)
        {
            Stop();
            isOver = true;
        }
    }

    /// <summary>The failure of a stream whose first part is late.</summary>
    public StreamFailure Failure() => new(
        StreamErrorCodes.InvalidMedia,
        string.Create(CultureInfo.InvariantCulture, $"Nothing playable arrived within {timeout.TotalSeconds:0.###} s of the recorder's first byte."));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            expired.Dispose();
        }
    }

    private void Start(bool restarts)
    {
        if (hasBytes && !isOver && (restarts || !isRunning))
        {
            isRunning = true;
            expired.CancelAfter(timeout);
        }
    }

    private void Stop()
    {
        if (isRunning && !isOver)
        {
            isRunning = false;
            expired.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }
}
