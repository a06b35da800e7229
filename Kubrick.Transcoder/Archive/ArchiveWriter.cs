using System.Security.Cryptography;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Archive;

/// <summary>
/// Stores the recorder's own bytes as they arrive: all frames, in order, byte for byte, whatever they are. It reads the chunk log itself and from its start, so that a slow
/// storage does not delay viewers, and so that the hash covers all bytes even after a takeover. Every worker cuts the same parts, so stored parts are skipped.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="chunks">Reads the chunk log.</param>
/// <param name="storage">Stores the object.</param>
/// <param name="checkpoint">Notes the upload.</param>
/// <param name="activity">Notes what was read.</param>
/// <param name="onFirstBytes">Called once, after the first bytes.</param>
internal sealed class ArchiveWriter(
    OwnedStream stream,
    ChunkLogReader chunks,
    ArchiveStorage storage,
    CheckpointKeeper checkpoint,
    StreamActivity activity,
    Func<CancellationToken, Task> onFirstBytes) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<UploadedPart> parts = [];
    private readonly HashSet<ChunkHeader> lost = [];
    private byte[] buffer = new byte[64 << 10];
    private int buffered;
    private long total;
    private ArchiveUpload? upload;

    /// <summary>Reads up to the log's end and completes the object.</summary>
    public async Task<ArchiveResult> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StoreAsync(cancellationToken);
        }
        catch (StreamFailure failure)
        {
            return new ArchiveResult.Lost(failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    private async Task<ArchiveResult> StoreAsync(CancellationToken cancellationToken)
    {
        var losses = stream.Progress.Losses;
        await foreach (var chunk in chunks.ReadAsync(stream.Id, ChunkPosition.First, cancellationToken, count => losses.AddOfLog(StreamLossKinds.Missing, count)))
        {
            activity.RecordRead(chunk);
            switch (chunk.Header.Kind)
            {
                case ChunkKind.Data:
                    await AppendAsync(chunk.Bytes, cancellationToken);
                    break;
                case ChunkKind.Lost when chunk.Header.Loss is { } loss:
                    // A publisher that lost the broker's confirm appended it again.
                    losses.AddOfLog(loss.Kind, lost.Add(chunk.Header) ? loss.Count : 0);
                    break;
                case ChunkKind.End when chunk.Header.Reason == StreamEndReason.Deleted:
                    return new ArchiveResult.Discarded();
                case ChunkKind.End:
                    losses.AddOfLog(StreamLossKinds.End, chunk.Header.Reason == StreamEndReason.Lost ? 1 : 0);
                    return new ArchiveResult.Stored(await CompleteAsync(cancellationToken));
                default:
                    break;
            }
        }

        throw new StreamLogs.LogLostException("The chunk log ended without an end record.");
    }

    private async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var isFirst = total == 0 && bytes.Length > 0;
        total += bytes.Length;
        stream.Progress.BytesReceived = total;
        hash.AppendData(bytes.Span);
        while (bytes.Length > 0)
        {
            if (upload is null && buffered >= ContainerSniffer.MaxBytes)
            {
                upload = await OpenAsync(cancellationToken);
            }

            // Until the content type is known, only the bytes that decide it are buffered.
            var limit = upload is null ? ContainerSniffer.MaxBytes : upload.Session.PartSize;
            var take = (int)Math.Min(bytes.Length, limit - buffered);
            Buffer(bytes.Span[..take]);
            bytes = bytes[take..];
            if (upload is not null && buffered == limit)
            {
                await PutPartAsync(cancellationToken);
            }
        }

        if (isFirst)
        {
            await onFirstBytes(cancellationToken);
        }
    }

    private void Buffer(ReadOnlySpan<byte> bytes)
    {
        if (buffered + bytes.Length > buffer.Length)
        {
            var larger = (int)Math.Min(Math.Max(buffer.Length * 2L, buffered + bytes.Length), Math.Max(upload?.Session.PartSize ?? 0, buffered + bytes.Length));
            Array.Resize(ref buffer, larger);
        }

        bytes.CopyTo(buffer.AsSpan(buffered));
        buffered += bytes.Length;
    }

    private async Task<StreamArchive?> CompleteAsync(CancellationToken cancellationToken)
    {
        if (total == 0)
        {
            return null;
        }

        upload ??= await OpenAsync(cancellationToken);
        if (buffered > 0)
        {
            await PutPartAsync(cancellationToken);
        }

        await storage.CompleteAsync(stream, upload, parts, total, cancellationToken);
        return new StreamArchive(
            upload.Session.Key, storage.Location.Provider, storage.Location.Bucket, upload.Session.ContentType, total, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private async Task PutPartAsync(CancellationToken cancellationToken)
    {
        var number = parts.Count + 1;
        parts.Add(await storage.PutPartAsync(stream, upload!, number, buffer.AsMemory(0, buffered), cancellationToken));
        buffered = 0;
    }

    private Task<ArchiveUpload> OpenAsync(CancellationToken cancellationToken)
    {
        var contentType = ContainerSniffer.Sniff(buffer.AsSpan(0, buffered)) == ContainerKind.Mp4 ? "video/mp4" : "video/webm";
        return storage.OpenAsync(stream, contentType, checkpoint, cancellationToken);
    }
}
