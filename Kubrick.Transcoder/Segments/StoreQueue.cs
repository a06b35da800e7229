using System.Threading.Channels;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Segments;

/// <summary>
/// What waits to be stored, in order. The limit lets a storage that is slow, or unavailable for a while, delay neither viewers nor the reading of the log. Once it is
/// reached, additions wait; nothing is dropped.
/// </summary>
internal sealed class StoreQueue
{
    private readonly Channel<StoreItem> items = Channel.CreateUnbounded<StoreItem>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Lock gate = new();
    private readonly AsyncSignal released;
    private readonly long maxBytes;
    private long bytes;

    /// <param name="maxBytes">How many bytes may wait; a single item may exceed it.</param>
    public StoreQueue(long maxBytes)
    {
        this.maxBytes = maxBytes;
        released = new AsyncSignal(gate);
    }

    /// <summary>Adds an item; waits for room.</summary>
    public async ValueTask AddAsync(StoreItem item, CancellationToken cancellationToken)
    {
        await released.WaitAsync(() => TryReserve(item.Length), cancellationToken);
        items.Writer.TryWrite(item);
    }

    /// <summary>There are no more items.</summary>
    public void Complete() => items.Writer.TryComplete();

    /// <summary>Waits until there is an item; false at the end.</summary>
    public Task<bool> WaitToTakeAsync(CancellationToken cancellationToken) => items.Reader.WaitToReadAsync(cancellationToken).AsTask();

    /// <summary>Takes the next item, if there is one. It occupies its room until <see cref="Release"/>.</summary>
    public StoreItem? TryTake() => items.Reader.TryRead(out var item) ? item : null;

    /// <summary>Frees the room of an item that was taken.</summary>
    public void Release(StoreItem item)
    {
        lock (gate)
        {
            bytes -= item.Length;
            released.Set();
        }
    }

    private bool TryReserve(long length)
    {
        if (bytes > 0 && bytes + length > maxBytes)
        {
            return false;
        }

        bytes += length;
        return true;
    }
}

/// <summary>Something to store.</summary>
internal abstract record StoreItem
{
    /// <summary>About how many bytes of memory it occupies.</summary>
    public abstract long Length { get; }
}

/// <summary>An initialisation section, before the first segment that needs it.</summary>
/// <param name="InitNumber">The number in its name.</param>
/// <param name="Bytes">All of it.</param>
internal sealed record InitItem(int InitNumber, ReadOnlyMemory<byte> Bytes) : StoreItem
{
    /// <inheritdoc/>
    public override long Length => Bytes.Length;
}

/// <summary>A segment.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Timeline">Maps its times to the stream's.</param>
/// <param name="Resume">Where the next one starts; null when that is not known.</param>
/// <param name="Record">The part log's record that must be durable first; 0 for none.</param>
internal sealed record SegmentItem(SegmentReady Segment, EpochTimeline Timeline, ResumePoint? Resume, long Record) : StoreItem
{
    /// <inheritdoc/>
    public override long Length { get; } = Segment.Length + (Resume is null ? 0 : Resume.Header.Length + Resume.Init.Length);

    /// <summary>Whether another worker stored it, and only playlist and checkpoint lack it.</summary>
    public bool IsStored { get; init; }

    /// <summary>The size of its object. The part log may contain only a part of a segment that another worker stored; then this is the size which that worker noted.</summary>
    public long Bytes { get; init; } = Segment.Length;
}
