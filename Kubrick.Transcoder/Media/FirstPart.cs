using System.Globalization;
using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Media;

/// <summary>
/// The deadline for a stream's first part. Whoever stays connected and sends a byte, or stops in the middle of the first cluster, would otherwise hold a worker's slot for ever.
/// It runs only while a publisher is there: a recorder whose network was lost has the whole grace period.
/// </summary>
internal sealed class FirstPart(TimeSpan patience, TimeProvider time, bool isMade) : IDisposable
{
    private readonly CancellationTokenSource late = new(Timeout.InfiniteTimeSpan, time);
    private readonly Lock gate = new();
    private bool hasBytes;
    private bool isRunning;
    private bool isOver = isMade;

    /// <summary>Cancelled when the first part should have been made and was not.</summary>
    public CancellationToken Late => late.Token;

    /// <summary>Bytes of the recorder came: from the first ones on the time runs, and anew from those that come after a loss.</summary>
    public void BytesCame()
    {
        lock (gate)
        {
            hasBytes = true;
            Run(isAnew: false);
        }
    }

    /// <summary>A publisher took the stream: it has the whole time.</summary>
    public void Opened()
    {
        lock (gate)
        {
            Run(isAnew: true);
        }
    }

    /// <summary>Somebody looked whether there is a publisher.</summary>
    public void Looked(bool isThere)
    {
        lock (gate)
        {
            if (isThere)
            {
                Run(isAnew: false);
            }
            else
            {
                Stop();
            }
        }
    }

    /// <summary>A part or a segment was made: from here on nothing is late.</summary>
    public void Made()
    {
        lock (gate)
        {
            Stop();
            isOver = true;
        }
    }

    /// <summary>What a stream whose first part is late fails with.</summary>
    public StreamFailure Failure() => new(
        StreamErrorCodes.InvalidMedia,
        string.Create(CultureInfo.InvariantCulture, $"Nothing that can be played came within {patience.TotalSeconds:0.###} s of the recorder's first byte."));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            late.Dispose();
        }
    }

    private void Run(bool isAnew)
    {
        if (hasBytes && !isOver && (isAnew || !isRunning))
        {
            isRunning = true;
            late.CancelAfter(patience);
        }
    }

    private void Stop()
    {
        if (isRunning && !isOver)
        {
            isRunning = false;
            late.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }
}
