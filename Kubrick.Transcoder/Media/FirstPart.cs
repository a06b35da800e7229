using System.Globalization;
using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Pipelines;

namespace Kubrick.Transcoder.Media;

/// <summary>
/// The deadline for a stream's first part. Whoever stays connected and sends a byte, or stops in the middle of the first cluster, would otherwise hold a worker's slot for ever.
/// </summary>
internal sealed class FirstPart(TimeSpan patience, TimeProvider time, bool isMade) : IDisposable
{
    private readonly CancellationTokenSource late = new(Timeout.InfiniteTimeSpan, time);
    private bool hasBytes;
    private bool isMade = isMade;

    /// <summary>Cancelled when the first part should have been made and was not.</summary>
    public CancellationToken Late => late.Token;

    /// <summary>Bytes of the recorder came: from the first ones on the time runs.</summary>
    public void BytesCame()
    {
        if (!hasBytes && !isMade)
        {
            hasBytes = true;
            late.CancelAfter(patience);
        }
    }

    /// <summary>A part or a segment was made: from here on nothing is late.</summary>
    public void Made()
    {
        if (!isMade)
        {
            isMade = true;
            late.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>What a stream whose first part is late fails with.</summary>
    public StreamFailure Failure() => new(
        StreamErrorCodes.InvalidMedia,
        string.Create(CultureInfo.InvariantCulture, $"Nothing that can be played came within {patience.TotalSeconds:0.###} s of the recorder's first byte."));

    /// <inheritdoc/>
    public void Dispose() => late.Dispose();
}
