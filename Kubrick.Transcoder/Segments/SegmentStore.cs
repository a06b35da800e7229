using System.Text;
using Kubrick.Storage;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Packaging;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Segments;

/// <summary>
/// Stores segments in order: the segment first, then the checkpoint, then the playlist that lists it, so that no other worker makes a listed segment again. Segments wait for
/// a slow storage in memory (<see cref="StoreQueue"/>).
/// </summary>
internal sealed class SegmentStore(
    OwnedStream stream,
    IObjectWriter objects,
    CheckpointKeeper checkpoint,
    PartLogWriter partLog,
    SegmentFormat format,
    TranscoderMetrics metrics,
    TimeProvider time,
    Func<CancellationToken, Task> onProgress)
{
    /// <summary>Buckets reject more than about one write per second to one object.</summary>
    private static readonly TimeSpan PlaylistInterval = TimeSpan.FromSeconds(1);

    private readonly StoreQueue queue = new(format.MaxBufferedBytes);
    private readonly List<PlaylistSegment> unlisted = [];
    private ResumePoint? resume = checkpoint.Current.Resume;
    private byte[]? newestInit;
    private long unlistedBytes;
    private long? writtenAt;

    /// <summary>Hands something over; waits for room.</summary>
    public ValueTask AddAsync(StoreItem item, CancellationToken cancellationToken) => queue.AddAsync(item, cancellationToken);

    /// <summary>There are no more items.</summary>
    public void Complete() => queue.Complete();

    /// <summary>Stores items until there are no more.</summary>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken) is { } item)
        {
            switch (item)
            {
                case InitItem init:
                    await PutAsync(format.InitKey(stream.Id, init.InitNumber), init.Bytes, "video/mp4", CacheRules.Media, cancellationToken);
                    unlistedBytes += init.Bytes.Length;
                    newestInit = init.Bytes.ToArray();
                    break;
                case SegmentItem segment:
                    await StoreAsync(segment, cancellationToken);
                    break;
                default:
                    throw new InvalidOperationException($"Unknown item to store: {item}.");
            }

            queue.Release(item);
        }

        if (unlisted.Count > 0)
        {
            await ListAsync(cancellationToken);
        }
    }

    /// <summary>Stores the playlist of a stream that is over: all of its segments.</summary>
    /// <returns>Its key; null when there is no segment to play.</returns>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task<string?> FinishAsync(CancellationToken cancellationToken)
    {
        var segments = checkpoint.Current.Segments;
        if (segments.Count == 0)
        {
            return null;
        }

        await PutPlaylistAsync(format.WritePlaylist(segments, PlaylistKind.Vod), cancellationToken);
        return format.PlaylistKey(stream.Id);
    }

    /// <summary>The next item; null at the end. Writes the playlist while there is no item and the interval has passed.</summary>
    private async Task<StoreItem?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var wait = writtenAt is { } written ? PlaylistInterval - time.GetElapsedTime(written) : TimeSpan.Zero;
            if (unlisted.Count > 0 && wait <= TimeSpan.Zero)
            {
                await ListAsync(cancellationToken);
                continue;
            }

            if (queue.TryTake() is { } item)
            {
                return item;
            }

            var more = queue.WaitToTakeAsync(cancellationToken);
            if (unlisted.Count > 0)
            {
                using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var pause = Task.Delay(wait, time, giveUp.Token);
                var first = await Task.WhenAny(more, pause);
                await giveUp.CancelAsync();
                if (first == pause)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await ListAsync(cancellationToken);
                }
            }

            if (!await more)
            {
                return null;
            }
        }
    }

    private async Task StoreAsync(SegmentItem item, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var segment = item.Segment;
        // The next worker then finds the bytes in the log and stores the same ones.
        await partLog.WhenDurableAsync(item.Record, cancellationToken);
        if (!item.IsStored)
        {
            var bytes = segment.ToArray();
            await PutAsync(format.SegmentKey(stream.Id, segment.MediaSequence), bytes, format.SegmentContentType, CacheRules.Media, cancellationToken);
            metrics.SegmentStored(time.GetElapsedTime(start), bytes.Length);
        }

        // Also for a segment that another worker stored: the checkpoint does not count it yet.
        unlistedBytes += item.Bytes;

        resume = item.Resume ?? resume?.AdvancedTo(item.Timeline, segment.EndUs, newestInit ?? resume.Init) ?? resume;
        unlisted.Add(new PlaylistSegment(
            segment.MediaSequence, item.Timeline.InitNumber, segment.DurationUs, segment.IsIndependent, segment.IsDiscontinuity, item.Timeline.ProgramTime(segment.StartUs)));
        await partLog.StoredAsync(segment, cancellationToken);
    }

    /// <summary>Writes checkpoint and playlist with the segments that they lack.</summary>
    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var segments = checkpoint.Current.Segments.AddRange(unlisted);
        var uploaded = checkpoint.Current.BytesUploaded + unlistedBytes;
        await checkpoint.UpdateAsync(current => current with { Segments = segments, BytesUploaded = uploaded, Resume = resume, Attempts = 0 }, cancellationToken);
        await PutPlaylistAsync(format.WritePlaylist(segments, PlaylistKind.Live), cancellationToken);
        unlisted.Clear();
        unlistedBytes = 0;
        await onProgress(cancellationToken);
    }

    private Task<StoredObject> PutPlaylistAsync(string text, CancellationToken cancellationToken)
    {
        writtenAt = time.GetTimestamp();
        return PutAsync(format.PlaylistKey(stream.Id), Encoding.UTF8.GetBytes(text), "application/vnd.apple.mpegurl", CacheRules.Playlist, cancellationToken);
    }

    private Task<StoredObject> PutAsync(string key, ReadOnlyMemory<byte> bytes, string contentType, string? cacheControl, CancellationToken cancellationToken) =>
        stream.Retry.RunAsync(
            async cancel =>
            {
                await stream.Fence.CheckAsync(cancel);
                return await objects.PutAsync(key, bytes, contentType, cacheControl, cancel);
            },
            cancellationToken);
}
