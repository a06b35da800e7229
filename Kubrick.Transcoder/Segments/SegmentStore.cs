using Kubrick.Storage;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Packaging;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Segments;

/// <summary>
/// Stores segments in order: each one first, then the checkpoint, then the playlist that lists it: what is listed no other worker makes again. What waits for a
/// slow storage waits in memory (<see cref="StoreQueue"/>).
/// </summary>
internal sealed class SegmentStore(
    string recordingId,
    IObjectWriter writer,
    StorageRetry retry,
    CheckpointKeeper checkpoint,
    PartLog parts,
    StreamProgress progress,
    PlaylistRules rules,
    TranscoderMetrics metrics,
    TimeProvider time,
    long mostWaitingBytes,
    Func<Task> onProgress)
{
    /// <summary>Buckets refuse more than about one write a second to one object.</summary>
    private static readonly TimeSpan PlaylistInterval = TimeSpan.FromSeconds(1);

    private readonly StoreQueue waiting = new(mostWaitingBytes);
    private readonly List<PlaylistSegment> fresh = [];
    private ResumePoint? resume = checkpoint.Current.Resume;
    private byte[]? newestInit;
    private long freshBytes;
    private long? writtenAt;

    /// <summary>Hands something over; waits for room.</summary>
    public ValueTask AddAsync(StoreItem item, CancellationToken cancellationToken) => waiting.AddAsync(item, cancellationToken);

    /// <summary>Nothing more comes.</summary>
    public void Complete() => waiting.Complete();

    /// <summary>Stores what comes until nothing more does.</summary>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken) is { } item)
        {
            switch (item)
            {
                case InitItem init:
                    await PutAsync(rules.InitKey(recordingId, init.Epoch), init.Bytes, "video/mp4", cancellationToken);
                    freshBytes += init.Bytes.Length;
                    newestInit = init.Bytes.ToArray();
                    break;
                case SegmentItem segment:
                    await StoreAsync(segment, cancellationToken);
                    break;
                default:
                    throw new InvalidOperationException($"Nobody knows how to store {item}.");
            }

            waiting.Leave(item);
        }

        if (fresh.Count > 0)
        {
            await WriteAsync(cancellationToken);
        }
    }

    /// <summary>Writes the playlist of a stream that is over: all of its segments.</summary>
    /// <returns>Its key; null where there is no segment to play.</returns>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task<string?> FinishAsync(CancellationToken cancellationToken)
    {
        var segments = checkpoint.Current.Segments;
        if (segments.Count == 0)
        {
            return null;
        }

        await PutPlaylistAsync(rules.Playlist(segments, PlaylistKind.Vod), cancellationToken);
        return rules.PlaylistKey(recordingId);
    }

    /// <summary>The next thing to store; the playlist is written while nothing waits and its time has come. Null at the end.</summary>
    private async Task<StoreItem?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var wait = writtenAt is { } written ? PlaylistInterval - time.GetElapsedTime(written) : TimeSpan.Zero;
            if (fresh.Count > 0 && wait <= TimeSpan.Zero)
            {
                await WriteAsync(cancellationToken);
                continue;
            }

            if (waiting.TryTake() is { } item)
            {
                return item;
            }

            var more = waiting.WhenWaitingAsync(cancellationToken);
            if (fresh.Count > 0)
            {
                using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var pause = Task.Delay(wait, time, giveUp.Token);
                var first = await Task.WhenAny(more, pause);
                await giveUp.CancelAsync();
                if (first == pause)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await WriteAsync(cancellationToken);
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
        // A successor finds the bytes in the log, and stores the same ones.
        await parts.WhenDurableAsync(item.Record, cancellationToken);
        if (!item.IsStored)
        {
            var bytes = segment.ToArray();
            await PutAsync(rules.SegmentKey(recordingId, segment.MediaSequence), bytes, rules.SegmentType, cancellationToken);
            metrics.SegmentStored(time.GetElapsedTime(start), bytes.Length);
        }

        // Also of one that is stored: the checkpoint, which does not know it, has not counted it.
        freshBytes += item.Bytes;

        resume = item.Resume ?? resume?.GoneOn(item.Timeline, segment.EndUs, newestInit ?? resume.Init) ?? resume;
        fresh.Add(new PlaylistSegment(
            segment.MediaSequence, item.Timeline.Epoch, segment.DurationUs, segment.IsIndependent, segment.IsDiscontinuity, item.Timeline.ProgramTime(segment.StartUs)));
        await parts.StoredAsync(segment, cancellationToken);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var segments = checkpoint.Current.Segments.AddRange(fresh);
        var uploaded = checkpoint.Current.BytesUploaded + freshBytes;
        await checkpoint.UpdateAsync(current => current with { Segments = segments, BytesUploaded = uploaded, Resume = resume, Attempts = 0 }, cancellationToken);
        await PutPlaylistAsync(rules.Playlist(segments, PlaylistKind.Live), cancellationToken);
        fresh.Clear();
        freshBytes = 0;
        await onProgress();
    }

    private Task<StoredObject> PutPlaylistAsync(string text, CancellationToken cancellationToken)
    {
        writtenAt = time.GetTimestamp();
        return retry.RunAsync(
            recordingId,
            progress,
            cancel => PutAsync(
                rules.PlaylistKey(recordingId), System.Text.Encoding.UTF8.GetBytes(text), "application/vnd.apple.mpegurl", CacheRules.Playlist, cancel),
            cancellationToken);
    }

    private Task<StoredObject> PutAsync(string key, ReadOnlyMemory<byte> bytes, string contentType, CancellationToken cancellationToken) =>
        retry.RunAsync(
            recordingId, progress, cancel => PutAsync(key, bytes, contentType, CacheRules.Media, cancel), cancellationToken);

    private async Task<StoredObject> PutAsync(string key, ReadOnlyMemory<byte> bytes, string contentType, string? cacheControl, CancellationToken cancellationToken)
    {
        await checkpoint.ProveAsync(cancellationToken);
        return await writer.PutAsync(key, bytes, contentType, cacheControl, cancellationToken);
    }
}
